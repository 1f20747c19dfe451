# Stop whenever a variable changes, print it and go on, three times:
#   gdb-multiarch -x watch.gdb firmware.elf
target extended-remote :4242
monitor reset halt
tbreak main
continue
watch counter
set $left = 3
while $left > 0
  continue
  set $left = $left - 1
end
delete
