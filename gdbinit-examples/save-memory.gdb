# Save all of the flash's first sector and of the first 64 KiB of RAM to files:
#   gdb-multiarch -batch -x save-memory.gdb
target extended-remote :4242
dump binary memory flash.bin 0x08000000 0x08008000
dump binary memory ram.bin 0x20000000 0x20010000
detach
