# Look at a running program without resetting or changing it; quit lets it run on:
#   stlink-gdbserver --no-reset
#   gdb-multiarch -x attach.gdb firmware.elf
target extended-remote :4242
info registers pc sp lr xpsr
backtrace
