# Flash, prove that the flash holds the program, start it and leave; for scripts:
#   gdb-multiarch -batch -x flash-and-leave.gdb firmware.elf
target extended-remote :4242
load
compare-sections -r
monitor reset run
detach
