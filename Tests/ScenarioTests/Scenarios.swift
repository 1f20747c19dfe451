/// What people suffer from when they use an ST-Link, row by row: the fault is injected, the real
/// tools run, and the exact outcome is asserted. Each topic has its file.
enum Scenarios {}
