// The part of the core model that must be C: Unicorn's variadic calls, and the hook that runs
// before every instruction. Everything that knows the architecture is in Swift.
#ifndef CUNICORN_H
#define CUNICORN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

// Why a run ended. Several may hold at once: an access that a watchpoint saw may also fault.
enum {
    CU_STOP_LIMIT = 1 << 0,        // the instruction budget is used up
    CU_STOP_REQUEST = 1 << 1,      // somebody called cu_stop
    CU_STOP_BREAKPOINT = 1 << 2,   // an address in `breakpoints` is about to execute
    CU_STOP_IT_AHEAD = 1 << 3,     // an IT block with a breakpoint in it is about to begin
    CU_STOP_UNMASKED = 1 << 4,     // PRIMASK, FAULTMASK and BASEPRI let `watched_priority` in
    CU_STOP_COPROCESSOR = 1 << 5,  // a floating-point instruction, and no access to the FPU
    CU_STOP_DIVISION = 1 << 6,     // a division by zero, and CCR.DIV_0_TRP
    CU_STOP_INTERRUPT = 1 << 7,    // Unicorn raised exception `interrupt`
    CU_STOP_WATCHPOINT = 1 << 8,   // see `watch_hits`
    CU_STOP_FAULT = 1 << 9,        // an access failed, see `fault_*`
    CU_STOP_UNALIGNED = 1 << 10,   // an access is about to be made that is not aligned
};

// What to look at before each instruction.
enum {
    CU_EXAMINE_MASKS = 1 << 0,
    CU_EXAMINE_FP_DISABLED = 1 << 1,
    CU_EXAMINE_FP_LAZY = 1 << 2,
    CU_EXAMINE_DIVISION = 1 << 3,
    CU_EXAMINE_BREAKPOINTS = 1 << 4,
    CU_EXAMINE_STOPPING = 1 << 5,  // set while a stop is on its way
    CU_EXAMINE_ALIGNMENT = 1 << 6, // Unicorn does not mind it
    // What only concerns 32-bit encodings.
    CU_EXAMINE_WIDE = CU_EXAMINE_FP_DISABLED | CU_EXAMINE_FP_LAZY | CU_EXAMINE_DIVISION,
};

enum { CU_FAULT_READ = 1, CU_FAULT_WRITE = 2, CU_FAULT_FETCH = 3 };

enum {
    CU_BREAKPOINTS_MAX = 16,
    CU_WATCHPOINTS_MAX = 8,
    CU_REGIONS_MAX = 64,
    CU_RECENT_COUNT = 8,
    CU_SNAPSHOT_COUNT = 15,
};

typedef struct {
    uint32_t first, last;
    bool on_read, on_write;
    // With `compares`, only an access of `size` bytes with this value matches.
    bool compares;
    uint32_t size, value;
} cu_watchpoint;

typedef struct {
    uint32_t base, count;
    const uint8_t *bytes;
} cu_region;

typedef struct cu_engine cu_engine;
struct cu_engine {
    uc_engine *uc;
    uint64_t retired;  // instructions executed since the engine was opened
    uint64_t limit;    // stop before the instruction that would make it more than this
    uint32_t examine;  // CU_EXAMINE_*
    uint32_t stops;    // CU_STOP_*
    uint32_t pc;       // the instruction the hook saw last
    uint32_t recent[CU_RECENT_COUNT];
    uint32_t recent_count;
    bool uncounted;  // the hook saw `pc` but expects it not to execute

    uint32_t watched_priority;
    // The bits of BASEPRI that the core has, and those of them that are no sub-priority.
    uint32_t priority_mask, group_mask;
    uint32_t interrupt;

    uint32_t breakpoints[CU_BREAKPOINTS_MAX];
    uint32_t breakpoint_count;

    cu_watchpoint watchpoints[CU_WATCHPOINTS_MAX];
    uint32_t watchpoint_count;
    uint32_t watch_hits;
    bool watches_memory;
    // Cells that may be damaged; the first address is above the last where there are none.
    uint32_t damage_first, damage_last;

    uint32_t fault_kind, fault_address, fault_pc;
    // R0...R12, SP, LR before the faulting instruction, which by then has changed its base.
    uint32_t snapshot[CU_SNAPSHOT_COUNT];

    cu_region regions[CU_REGIONS_MAX];
    uint32_t region_count, region_last;

    void *owner;
    // A store of `size` bytes to mapped memory that is not plain RAM. Unicorn drops the store.
    void (*on_cell_write)(void *owner, uint32_t address, uint32_t size, uint64_t value);
    // A load from `damage_first`...`damage_last`; true: it fails.
    bool (*on_damaged_read)(void *owner, uint32_t address);
    // LSPACT is set and a floating-point instruction comes.
    void (*on_lazy_fp)(void *owner);
};

// NULL and *error on failure. `model` is one of UC_CPU_ARM_*.
cu_engine *cu_open(int model, uc_err *error);
void cu_close(cu_engine *engine);

// `is_ram`: stores land; else they go to on_cell_write and Unicorn discards them.
uc_err cu_map(cu_engine *engine, uint32_t base, uint32_t count, void *bytes, bool is_ram);

// Runs until a stop; `program_counter` has the Thumb bit. `exit_at` ends the run there, also
// inside an IT block where no hook can; 0 is none.
uc_err cu_run(cu_engine *engine, uint32_t program_counter, uint32_t exit_at);

// Ends the run before the next instruction.
void cu_stop(cu_engine *engine, uint32_t reason);

// Records that the instruction now executing failed to access memory, and ends the run.
void cu_fault(cu_engine *engine, uint32_t kind, uint32_t address);

// Forgets what was translated from these bytes.
void cu_invalidate(cu_engine *engine, uint32_t address, uint32_t count);

// Memory hooks make every access slow, so they come with the first watchpoint, and stay: adding
// and removing them throws all translated code away.
uc_err cu_watch_memory(cu_engine *engine);

// The halfword there if it is in mapped memory.
bool cu_halfword(cu_engine *engine, uint32_t address, uint16_t *value);
#endif
