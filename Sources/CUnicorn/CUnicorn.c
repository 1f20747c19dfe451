#include "CUnicorn.h"

#include <stdlib.h>
#include <string.h>

#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

static const int snapshot_registers[CU_SNAPSHOT_COUNT] = {
    UC_ARM_REG_R0,  UC_ARM_REG_R1,  UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4,
    UC_ARM_REG_R5,  UC_ARM_REG_R6,  UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9,
    UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR,
};

static bool halfword_in(const cu_region *region, uint32_t address, uint16_t *value)
{
    uint32_t offset = address - region->base;
    // The sum would wrap for the last byte of a region that ends at 2^32; none does.
    if (offset + 1 >= region->count) return false;
    memcpy(value, region->bytes + offset, sizeof *value);
    return true;
}

static bool search_halfword(cu_engine *engine, uint32_t address, uint16_t *value)
{
    for (uint32_t i = 0; i < engine->region_count; i++) {
        if (halfword_in(&engine->regions[i], address, value)) {
            engine->region_last = i;
            return true;
        }
    }
    return false;
}

// Code stays in one region for long, so the last hit comes first.
static inline bool halfword(cu_engine *engine, uint32_t address, uint16_t *value)
{
    return halfword_in(&engine->regions[engine->region_last], address, value) ||
           search_halfword(engine, address, value);
}

bool cu_halfword(cu_engine *engine, uint32_t address, uint16_t *value)
{
    return halfword(engine, address, value);
}

void cu_stop(cu_engine *engine, uint32_t reason)
{
    // uc_emu_stop here would leave a load between its access and its register: the next
    // instruction's hook does it.
    engine->stops |= reason;
    engine->examine |= CU_EXAMINE_STOPPING;
}

void cu_fault(cu_engine *engine, uint32_t kind, uint32_t address)
{
    if (!(engine->stops & CU_STOP_FAULT)) {
        void *values[CU_SNAPSHOT_COUNT];
        for (int i = 0; i < CU_SNAPSHOT_COUNT; i++) values[i] = &engine->snapshot[i];
        uc_reg_read_batch(engine->uc, (int *)snapshot_registers, values, CU_SNAPSHOT_COUNT);
        engine->fault_kind = kind;
        engine->fault_address = address;
        engine->fault_pc = engine->pc;
    }
    cu_stop(engine, CU_STOP_FAULT);
}

// Whether an exception of `watched_priority` could be taken but for the active ones.
static bool is_unmasked(cu_engine *engine)
{
    uint32_t primask = 0, faultmask = 0, basepri = 0;
    uc_reg_read(engine->uc, UC_ARM_REG_PRIMASK, &primask);
    uc_reg_read(engine->uc, UC_ARM_REG_FAULTMASK, &faultmask);
    uc_reg_read(engine->uc, UC_ARM_REG_BASEPRI, &basepri);
    basepri &= engine->priority_mask;
    return !(primask & 1) && !(faultmask & 1) &&
           (basepri == 0 || engine->watched_priority < (basepri & engine->group_mask));
}

// Where the IT block ends whose IT instruction is at `pc` (DDI 0403E, A7.7.38): the lowest set bit
// of the mask says how many instructions follow, their first halfwords how long they are.
static uint32_t end_of_block(cu_engine *engine, uint32_t pc, uint16_t opcode)
{
    uint32_t address = pc + 2;
    for (uint32_t mask = opcode & 0xF; mask != 0; mask = (mask << 1) & 0xF) {
        uint16_t first = 0;
        if (!cu_halfword(engine, address, &first)) break;
        // 0b11101, 0b11110 and 0b11111 begin 32-bit instructions (A5.1).
        address += first >> 11 >= 0x1D ? 4 : 2;
    }
    return address;
}

static uint32_t breakpoint_reason(cu_engine *engine, uint32_t pc, uint16_t opcode)
{
    // No hook can stop inside an IT block: 0xBFxy with y != 0.
    bool is_it = (opcode & 0xFF00) == 0xBF00 && (opcode & 0xF) != 0;
    uint32_t end = is_it ? end_of_block(engine, pc, opcode) : pc;
    uint32_t reason = 0;
    for (uint32_t i = 0; i < engine->breakpoint_count; i++) {
        uint32_t breakpoint = engine->breakpoints[i];
        if (breakpoint == pc) return CU_STOP_BREAKPOINT;
        if (breakpoint > pc && breakpoint < end) reason = CU_STOP_IT_AHEAD;
    }
    return reason;
}

// Divisor zero in SDIV or UDIV (DDI 0403E, A7.7.127 and A7.7.195).
static bool divides_by_zero(cu_engine *engine, uint32_t pc, uint16_t opcode)
{
    uint16_t second = 0;
    if ((opcode & 0xFFD0) != 0xFB90 || !halfword(engine, pc + 2, &second)) return false;
    if ((second & 0x00F0) != 0x00F0) return false;
    uint32_t divisor = 1;
    int number = second & 0xF;
    if (number > 12) return false;
    uc_reg_read(engine->uc, UC_ARM_REG_R0 + number, &divisor);
    return divisor == 0;
}

// Instructions of coprocessors 10 and 11 (DDI 0403E, A5.3.18 and A6).
static bool is_floating_point(cu_engine *engine, uint32_t pc, uint16_t opcode)
{
    uint16_t second = 0;
    return (opcode & 0xEC00) == 0xEC00 && halfword(engine, pc + 2, &second) &&
           (second & 0x0E00) == 0x0A00;
}

// Loads and stores by their 16-bit encodings (DDI 0419, A5.2.4), which are all that Armv6-M has,
// and the 32-bit ones with a 12-bit offset (DDI 0403E, A5.3.7). SP is taken for aligned.
static bool is_unaligned(cu_engine *engine, uint32_t pc, uint16_t opcode)
{
    uint32_t base = 0, offset = 0, mask = 0;
    if ((opcode & 0xF000) == 0x5000) {
        // STR, STRH, STRB, LDRSB, LDR, LDRH, LDRB, LDRSH by register.
        static const uint8_t masks[8] = {3, 1, 0, 0, 3, 1, 0, 1};
        mask = masks[opcode >> 9 & 7];
        uc_reg_read(engine->uc, UC_ARM_REG_R0 + (opcode >> 6 & 7), &offset);
        uc_reg_read(engine->uc, UC_ARM_REG_R0 + (opcode >> 3 & 7), &base);
    } else if ((opcode & 0xF000) == 0x6000 || (opcode & 0xF000) == 0x8000) {
        mask = (opcode & 0xF000) == 0x6000 ? 3 : 1;
        uc_reg_read(engine->uc, UC_ARM_REG_R0 + (opcode >> 3 & 7), &base);
    } else if ((opcode & 0xF000) == 0xC000) {
        mask = 3;
        uc_reg_read(engine->uc, UC_ARM_REG_R0 + (opcode >> 8 & 7), &base);
    } else if ((opcode & 0xFE80) == 0xF880 && (opcode & 15) <= 12) {
        static const uint8_t masks[4] = {0, 1, 3, 0};
        uint16_t second = 0;
        mask = masks[opcode >> 5 & 3];
        if (!halfword(engine, pc + 2, &second)) return false;
        offset = second & 0xFFF;
        uc_reg_read(engine->uc, UC_ARM_REG_R0 + (opcode & 15), &base);
    }
    return ((base + offset) & mask) != 0;
}

// The cases that hold for long stretches of ordinary firmware, an FPU that is off and a division
// trap that is on, need one look at the opcode; all others are rare.
static uint32_t opcode_reason(cu_engine *engine, uint32_t pc)
{
    uint16_t opcode = 0;
    uint32_t wanted = engine->examine, reason = 0;
    if (!halfword(engine, pc, &opcode)) return 0;
    if (wanted & CU_EXAMINE_BREAKPOINTS) reason |= breakpoint_reason(engine, pc, opcode);
    if ((wanted & CU_EXAMINE_ALIGNMENT) && is_unaligned(engine, pc, opcode))
        reason |= CU_STOP_UNALIGNED;
    // Coprocessor instructions and divisions are both above 0xEC00 (A5.3).
    if (opcode < 0xEC00) return reason;
    if ((wanted & CU_EXAMINE_DIVISION) && divides_by_zero(engine, pc, opcode))
        reason |= CU_STOP_DIVISION;
    if ((wanted & (CU_EXAMINE_FP_DISABLED | CU_EXAMINE_FP_LAZY)) &&
        is_floating_point(engine, pc, opcode)) {
        if (wanted & CU_EXAMINE_FP_DISABLED)
            reason |= CU_STOP_COPROCESSOR;
        else if (reason == 0)
            engine->on_lazy_fp(engine->owner);
    }
    return reason;
}

// True: a stop is wanted before the instruction at `pc`.
static bool examine(cu_engine *engine, uint32_t pc)
{
    if (UNLIKELY(engine->stops)) {
        // A stop is on its way. If the last instruction was held for not executing, it was in
        // an IT block, which Unicorn does not leave, and did execute.
        if (engine->uncounted) engine->retired++;
        uc_emu_stop(engine->uc);
        return true;
    }
    uint32_t reason = engine->retired >= engine->limit ? CU_STOP_LIMIT : 0;
    if (UNLIKELY(engine->examine & CU_EXAMINE_MASKS) && is_unmasked(engine))
        reason |= CU_STOP_UNMASKED;
    if (engine->examine & ~(uint32_t)CU_EXAMINE_MASKS) reason |= opcode_reason(engine, pc);
    if (UNLIKELY(reason)) cu_stop(engine, reason);
    if (UNLIKELY(engine->stops)) {
        uc_emu_stop(engine->uc);
        return true;
    }
    return false;
}

static void on_instruction(uc_engine *uc, uint64_t address, uint32_t size, void *opaque)
{
    (void)uc;
    cu_engine *engine = opaque;
    uint32_t pc = (uint32_t)address;
    uint32_t wanted = engine->examine;
    // Divisions and floating point have no 16-bit encodings.
    if (size == 2) wanted &= ~(uint32_t)CU_EXAMINE_WIDE;
    if (UNLIKELY(wanted != 0 || engine->retired >= engine->limit)) {
        bool is_stop = examine(engine, pc);
        engine->pc = pc;
        engine->uncounted = is_stop;
        if (is_stop) return;
    }
    engine->pc = pc;
    engine->recent[engine->recent_count++ % CU_RECENT_COUNT] = pc;
    engine->retired++;
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *opaque)
{
    (void)uc;
    cu_engine *engine = opaque;
    engine->interrupt = number;
    cu_stop(engine, CU_STOP_INTERRUPT);
    uc_emu_stop(engine->uc);
}

static bool on_invalid_access(uc_engine *uc, uc_mem_type type, uint64_t address, int size,
                              int64_t value, void *opaque)
{
    (void)uc;
    cu_engine *engine = opaque;
    switch (type) {
    case UC_MEM_WRITE_PROT:
        // An unaligned store is seen once as it is and then as bytes; the bytes count.
        if (address % (unsigned)size == 0)
            engine->on_cell_write(engine->owner, (uint32_t)address, (uint32_t)size,
                                  (uint64_t)value);
        return true;
    case UC_MEM_READ_UNMAPPED:
    case UC_MEM_READ_PROT:
        cu_fault(engine, CU_FAULT_READ, (uint32_t)address);
        return false;
    case UC_MEM_WRITE_UNMAPPED:
        cu_fault(engine, CU_FAULT_WRITE, (uint32_t)address);
        return false;
    default:
        cu_fault(engine, CU_FAULT_FETCH, (uint32_t)address);
        engine->fault_pc = (uint32_t)address;
        return false;
    }
}

static void on_access(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value,
                      void *opaque)
{
    (void)uc;
    cu_engine *engine = opaque;
    bool is_write = type == UC_MEM_WRITE;
    uint32_t first = (uint32_t)address, last = first + (uint32_t)size - 1;
    if (!is_write && first <= engine->damage_last && last >= engine->damage_first &&
        engine->on_damaged_read(engine->owner, first))
        cu_fault(engine, CU_FAULT_READ, first);
    for (uint32_t i = 0; i < engine->watchpoint_count; i++) {
        const cu_watchpoint *watch = &engine->watchpoints[i];
        if (first > watch->last || last < watch->first) continue;
        if (!(is_write ? watch->on_write : watch->on_read)) continue;
        if (watch->compares) {
            uint32_t mask = watch->size >= 4 ? ~0u : (1u << watch->size * 8) - 1;
            if ((uint32_t)size != watch->size) continue;
            if (((uint32_t)value & mask) != (watch->value & mask)) continue;
        }
        engine->watch_hits |= 1u << i;
        cu_stop(engine, CU_STOP_WATCHPOINT);
    }
}

cu_engine *cu_open(int model, uc_err *error)
{
    cu_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        *error = UC_ERR_NOMEM;
        return NULL;
    }
    engine->damage_first = UINT32_MAX;
    uc_hook handle;
    *error = uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &engine->uc);
    if (*error == UC_ERR_OK) *error = uc_ctl_set_cpu_model(engine->uc, model);
    // An exit list instead of one `until` address, which could not be "none".
    if (*error == UC_ERR_OK) *error = uc_ctl_exits_enable(engine->uc);
    if (*error == UC_ERR_OK)
        *error = uc_hook_add(engine->uc, &handle, UC_HOOK_CODE, (void *)on_instruction, engine,
                             (uint64_t)1, (uint64_t)0);
    if (*error == UC_ERR_OK)
        *error = uc_hook_add(engine->uc, &handle, UC_HOOK_INTR, (void *)on_interrupt, engine,
                             (uint64_t)1, (uint64_t)0);
    if (*error == UC_ERR_OK)
        *error = uc_hook_add(engine->uc, &handle, UC_HOOK_MEM_INVALID, (void *)on_invalid_access,
                             engine, (uint64_t)1, (uint64_t)0);
    if (*error == UC_ERR_OK) return engine;
    cu_close(engine);
    return NULL;
}

void cu_close(cu_engine *engine)
{
    if (engine->uc != NULL) uc_close(engine->uc);
    free(engine);
}

uc_err cu_map(cu_engine *engine, uint32_t base, uint32_t count, void *bytes, bool is_ram)
{
    uc_err error = uc_mem_map_ptr(engine->uc, base, count, UC_PROT_ALL, bytes);
    // Only a later uc_mem_protect makes Unicorn discard the stores; mapping it read-only leaves
    // the bytes writable once the hook has agreed.
    if (error == UC_ERR_OK && !is_ram)
        error = uc_mem_protect(engine->uc, base, count, UC_PROT_READ | UC_PROT_EXEC);
    if (error == UC_ERR_OK && engine->region_count == CU_REGIONS_MAX) error = UC_ERR_RESOURCE;
    if (error == UC_ERR_OK)
        engine->regions[engine->region_count++] = (cu_region){base, count, bytes};
    return error;
}

uc_err cu_run(cu_engine *engine, uint32_t program_counter, uint32_t exit_at)
{
    engine->stops = 0;
    engine->watch_hits = 0;
    engine->uncounted = false;
    engine->recent_count = 0;
    engine->examine &= ~(uint32_t)CU_EXAMINE_STOPPING;
    if (exit_at != 0) {
        // Code translated without the exit would run past it.
        cu_invalidate(engine, program_counter & ~1u, exit_at - (program_counter & ~1u) + 2);
        uint64_t exits[1] = {exit_at};
        uc_ctl_set_exits(engine->uc, exits, (size_t)1);
    }
    uc_err error = uc_emu_start(engine->uc, program_counter, 0, 0, 0);
    if (exit_at != 0) uc_ctl_set_exits(engine->uc, NULL, (size_t)0);
    uint32_t now = 0;
    uc_reg_read(engine->uc, UC_ARM_REG_PC, &now);
    if (engine->uncounted && now != engine->pc) engine->retired++;
    engine->examine &= ~(uint32_t)CU_EXAMINE_STOPPING;
    return error;
}

void cu_invalidate(cu_engine *engine, uint32_t address, uint32_t count)
{
    if (count != 0)
        uc_ctl_remove_cache(engine->uc, (uint64_t)address, (uint64_t)address + count);
}

uc_err cu_watch_memory(cu_engine *engine)
{
    if (engine->watches_memory) return UC_ERR_OK;
    uc_hook handle;
    // READ_AFTER knows the value; MEM_WRITE makes Unicorn take the slow path for loads too.
    uc_err error = uc_hook_add(engine->uc, &handle, UC_HOOK_MEM_WRITE | UC_HOOK_MEM_READ_AFTER,
                               (void *)on_access, engine, (uint64_t)1, (uint64_t)0);
    if (error != UC_ERR_OK) return error;
    engine->watches_memory = true;
    // What was translated before has no hook. Region by region: to flush everything, Unicorn 2.0
    // clears its whole buffer, a gigabyte that stays in memory from then on.
    for (uint32_t i = 0; i < engine->region_count; i++)
        cu_invalidate(engine, engine->regions[i].base, engine->regions[i].count);
    return UC_ERR_OK;
}
