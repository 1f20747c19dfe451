set width 0
set confirm off
set pagination off
set trace-commands on
target extended-remote :4242
load
echo \n-- To main, and into a function and out of it.\n
monitor reset halt
break main
continue
next
print sum
step
backtrace
finish
echo \n-- Floating point, and a function called by hand.\n
break average
continue
finish
print $s0
call factorial(6)
echo \n-- A watchpoint of the core's own stops at the instruction that writes.\n
watch counter
continue
info registers pc sp xpsr
echo \n-- Let it run: a tick and two threads. Then Ctrl-C.\n
delete
shell (sleep 1.5; kill -INT $PPID) >/dev/null 2>&1 &
continue
print ticks
print last_reading
print threads
x/8xw &image_tag
echo \n-- Loading the same image again finds nothing to do.\n
load
monitor reset run
detach
