// The few calls of Unicorn that Swift cannot make itself: uc_hook_add is variadic.
#ifndef CUNICORN_H
#define CUNICORN_H
#include <unicorn/unicorn.h>
#endif
