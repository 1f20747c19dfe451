import TargetMemory

/// What each die has, by other sources than the table's: flash sizes, sectors and RAM are those of
/// the CMSIS packs (as probe-rs lists them), size registers those of stlink's chip files, or of the
/// CMSIS headers where stlink does not know the die.
struct Facts: Sendable, CustomStringConvertible {
    var id: UInt16
    var core: UInt16
    var sizeRegister: Address
    /// The sizes that are sold, in KiB.
    var kibibytes: [Int]
    /// Every size of sector that some arrangement has, in bytes.
    var sectors: Set<Int>
    /// First address and KiB of each run of RAM of the biggest variant, without backup RAM.
    var ram: KeyValuePairs<Address, Int>

    var description: String { "0x" + String(id, radix: 16) }

    init(
        _ id: UInt16, _ core: UInt16, _ sizeRegister: Address, _ kibibytes: [Int],
        _ sectors: Set<Int>, _ ram: KeyValuePairs<Address, Int>
    ) {
        self.id = id
        self.core = core
        self.sizeRegister = sizeRegister
        self.kibibytes = kibibytes
        self.sectors = sectors
        self.ram = ram
    }

    private static let m0: UInt16 = 0xC20
    private static let m0Plus: UInt16 = 0xC60
    private static let m3: UInt16 = 0xC23
    private static let m4: UInt16 = 0xC24
    private static let m7: UInt16 = 0xC27
    private static let m33: UInt16 = 0xD21

    static let all: [Facts] = part0 + part1 + part2 + part3 + part4

    private static let part0: [Facts] = [
        Facts(0x01E, m0Plus, 0x4000_1014, [256], [2048], [0x2000_0000: 64]),
        Facts(0x028, m0Plus, 0x4000_1014, [192], [2048], [0x2000_0000: 24]),
        Facts(0x032, m0Plus, 0x4000_1014, [512], [2048], [0x2000_0000: 64]),
        Facts(0x410, m3, 0x1FFF_F7E0, [64, 128], [1024], [0x2000_0000: 20]),
        Facts(
            0x411, m3, 0x1FFF_7A22, [128, 256, 512, 768, 1024], [16384, 65536, 131072],
            [0x2000_0000: 128]),
        Facts(0x412, m3, 0x1FFF_F7E0, [16, 32], [1024], [0x2000_0000: 10]),
        Facts(
            0x413, m4, 0x1FFF_7A22, [512, 1024], [16384, 65536, 131072],
            [0x1000_0000: 64, 0x2000_0000: 128]),
        Facts(0x414, m3, 0x1FFF_F7E0, [256, 384, 512], [2048], [0x2000_0000: 64]),
        Facts(
            0x415, m4, 0x1FFF_75E0, [256, 512, 1024], [2048], [0x1000_0000: 32, 0x2000_0000: 96]),
        Facts(0x416, m3, 0x1FF8_004C, [32, 64, 128], [256], [0x2000_0000: 16]),
        Facts(0x417, m0Plus, 0x1FF8_007C, [32, 64], [128], [0x2000_0000: 8]),
        Facts(0x418, m3, 0x1FFF_F7E0, [64, 128, 256], [2048], [0x2000_0000: 64]),
        Facts(
            0x419, m4, 0x1FFF_7A22, [512, 1024, 2048], [16384, 65536, 131072],
            [0x1000_0000: 64, 0x2000_0000: 192]),
        Facts(0x420, m3, 0x1FFF_F7E0, [16, 32, 64, 128], [1024], [0x2000_0000: 8]),
        Facts(0x421, m4, 0x1FFF_7A22, [256, 512], [16384, 65536, 131072], [0x2000_0000: 128]),
        Facts(0x422, m4, 0x1FFF_F7CC, [128, 256], [2048], [0x1000_0000: 8, 0x2000_0000: 40]),
        Facts(0x423, m4, 0x1FFF_7A22, [128, 256], [16384, 65536, 131072], [0x2000_0000: 64]),
        Facts(0x425, m0Plus, 0x1FF8_007C, [16, 32], [128], [0x2000_0000: 8]),
        Facts(0x427, m3, 0x1FF8_00CC, [256], [256], [0x2000_0000: 32]),
        Facts(0x428, m3, 0x1FFF_F7E0, [256, 384, 512], [2048], [0x2000_0000: 32]),
    ]

    private static let part1: [Facts] = [
        Facts(0x429, m3, 0x1FF8_004C, [128], [256], [0x2000_0000: 32]),
        Facts(0x42A, m33, 0x0BFA_07A0, [1024, 2048], [4096], [0x2000_0000: 640]),
        Facts(0x430, m3, 0x1FFF_F7E0, [768, 1024], [2048], [0x2000_0000: 96]),
        Facts(0x431, m4, 0x1FFF_7A22, [256, 512], [16384, 65536, 131072], [0x2000_0000: 128]),
        Facts(0x432, m4, 0x1FFF_F7CC, [64, 128, 256], [2048], [0x2000_0000: 32]),
        Facts(0x433, m4, 0x1FFF_7A22, [384, 512], [16384, 65536, 131072], [0x2000_0000: 96]),
        Facts(
            0x434, m4, 0x1FFF_7A22, [512, 1024, 2048], [16384, 65536, 131072],
            [0x1000_0000: 64, 0x2000_0000: 320]),
        Facts(0x435, m4, 0x1FFF_75E0, [128, 256], [2048], [0x1000_0000: 16, 0x2000_0000: 64]),
        Facts(0x436, m3, 0x1FF8_00CC, [256, 384], [256], [0x2000_0000: 48]),
        Facts(0x437, m3, 0x1FF8_00CC, [512], [256], [0x2000_0000: 80]),
        Facts(0x438, m4, 0x1FFF_F7CC, [16, 32, 64], [2048], [0x1000_0000: 4, 0x2000_0000: 12]),
        Facts(0x439, m4, 0x1FFF_F7CC, [32, 64], [2048], [0x2000_0000: 16]),
        Facts(0x440, m0, 0x1FFF_F7CC, [16, 32, 64], [1024], [0x2000_0000: 8]),
        Facts(0x441, m4, 0x1FFF_7A22, [512, 1024], [16384, 65536, 131072], [0x2000_0000: 256]),
        Facts(0x442, m0, 0x1FFF_F7CC, [128, 256], [2048], [0x2000_0000: 32]),
        Facts(0x443, m0Plus, 0x1FFF_75A0, [16, 32], [2048], [0x2000_0000: 6]),
        Facts(0x444, m0, 0x1FFF_F7CC, [16, 32], [1024], [0x2000_0000: 4]),
        Facts(0x445, m0, 0x1FFF_F7CC, [16, 32], [1024], [0x2000_0000: 6]),
        Facts(0x446, m4, 0x1FFF_F7CC, [384, 512], [2048], [0x1000_0000: 16, 0x2000_0000: 64]),
        Facts(0x447, m0Plus, 0x1FF8_007C, [64, 128, 192], [128], [0x2000_0000: 20]),
    ]

    private static let part2: [Facts] = [
        Facts(0x448, m0, 0x1FFF_F7CC, [64, 128], [2048], [0x2000_0000: 16]),
        Facts(
            0x449, m7, 0x1FF0_F442, [64, 512, 1024], [32768, 131072, 262144], [0x2000_0000: 320]),
        Facts(0x44C, m0Plus, 0x1FFF_75A0, [32, 64], [2048], [0x2000_0000: 12]),
        Facts(0x44D, m0Plus, 0x1FFF_75A0, [128, 256], [2048], [0x2000_0000: 36]),
        Facts(
            0x450, m7, 0x1FF1_E880, [128, 1024, 2048], [131072],
            [0x2000_0000: 128, 0x2400_0000: 512, 0x3000_0000: 288, 0x3800_0000: 64]),
        Facts(
            0x451, m7, 0x1FF0_F442, [1024, 2048], [16384, 32768, 65536, 131072, 262144],
            [0x2000_0000: 512]),
        Facts(0x452, m7, 0x1FF0_7A22, [64, 256, 512], [16384, 65536, 131072], [0x2000_0000: 256]),
        Facts(0x453, m0Plus, 0x1FFF_75A0, [16, 32], [2048], [0x2000_0000: 12]),
        Facts(0x454, m33, 0x0BFA_07A0, [512, 1024], [4096], [0x2000_0000: 256]),
        Facts(
            0x455, m33, 0x0BFA_07A0, [128, 256, 512], [8192], [0x2000_0000: 256, 0x2800_0000: 16]),
        Facts(0x456, m0Plus, 0x1FFF_75E0, [32, 64], [2048], [0x2000_0000: 18]),
        Facts(0x457, m0Plus, 0x1FF8_007C, [8, 16], [128], [0x2000_0000: 2]),
        Facts(0x458, m4, 0x1FFF_7A22, [64, 128], [16384, 65536], [0x2000_0000: 32]),
        Facts(0x459, m0Plus, 0x1FFF_3EA0, [16, 32, 64], [2048], [0x2000_0000: 12]),
        Facts(0x460, m0Plus, 0x1FFF_75E0, [64, 128], [2048], [0x2000_0000: 36]),
        Facts(0x461, m4, 0x1FFF_75E0, [512, 1024], [2048], [0x1000_0000: 64, 0x2000_0000: 320]),
        Facts(0x462, m4, 0x1FFF_75E0, [256, 512], [2048], [0x1000_0000: 32, 0x2000_0000: 160]),
        Facts(0x463, m4, 0x1FFF_7A22, [1024, 1536], [16384, 65536, 131072], [0x2000_0000: 320]),
        Facts(0x464, m4, 0x1FFF_75E0, [64, 128], [2048], [0x1000_0000: 8, 0x2000_0000: 40]),
        Facts(0x466, m0Plus, 0x1FFF_75E0, [16, 32, 64], [2048], [0x2000_0000: 8]),
    ]

    private static let part3: [Facts] = [
        Facts(0x467, m0Plus, 0x1FFF_75E0, [128, 256, 512], [2048], [0x2000_0000: 144]),
        Facts(0x468, m4, 0x1FFF_75E0, [32, 64, 128], [2048], [0x1000_0000: 10, 0x2000_0000: 32]),
        Facts(
            0x469, m4, 0x1FFF_75E0, [128, 256, 512], [2048, 4096],
            [0x1000_0000: 32, 0x2000_0000: 128]),
        Facts(0x470, m4, 0x1FFF_75E0, [1024, 2048], [4096], [0x2000_0000: 640]),
        Facts(0x471, m4, 0x1FFF_75E0, [512, 1024], [4096], [0x2000_0000: 320]),
        Facts(0x472, m33, 0x0BFA_05E0, [256, 512], [2048], [0x2000_0000: 256]),
        Facts(0x474, m33, 0x08FF_F80C, [128], [8192], [0x2000_0000: 32]),
        Facts(
            0x476, m33, 0x0BFA_07A0, [2048, 4096], [8192], [0x2000_0000: 3008, 0x2800_0000: 16]),
        Facts(0x478, m33, 0x08FF_F80C, [256, 512], [8192], [0x2000_0000: 272]),
        Facts(0x479, m4, 0x1FFF_75E0, [256, 512], [2048], [0x1000_0000: 16, 0x2000_0000: 112]),
        Facts(
            0x480, m7, 0x08FF_F80C, [128, 1024, 2048], [8192],
            [
                0x0000_0000: 64, 0x2000_0000: 128, 0x2400_0000: 1024, 0x3000_0000: 128,
                0x3800_0000: 32,
            ]),
        Facts(
            0x481, m33, 0x0BFA_07A0, [2048, 4096], [8192], [0x2000_0000: 2496, 0x2800_0000: 16]),
        Facts(0x482, m33, 0x0BFA_07A0, [1024, 2048], [8192], [0x2000_0000: 768, 0x2800_0000: 16]),
        Facts(
            0x483, m7, 0x1FF1_E880, [128, 512, 1024], [131072],
            [
                0x0000_0000: 256, 0x2000_0000: 128, 0x2400_0000: 320, 0x3000_0000: 32,
                0x3800_0000: 16,
            ]),
        Facts(0x484, m33, 0x08FF_F80C, [1024, 2048], [8192], [0x2000_0000: 640]),
        Facts(
            0x485, m7, 0x08FF_F80C, [64], [8192],
            [0x0000_0000: 192, 0x2000_0000: 192, 0x2400_0000: 456, 0x3000_0000: 32]),
        Facts(0x489, m0Plus, 0x1FFF_6EA0, [64, 128, 256], [2048], [0x2000_0000: 40]),
        Facts(0x492, m33, 0x0BF9_07A0, [512, 1024], [8192], [0x2000_0000: 128]),
        Facts(0x493, m0Plus, 0x1FFF_75A0, [64, 128], [2048], [0x2000_0000: 24]),
        Facts(0x494, m4, 0x1FFF_75E0, [320], [2048], [0x2000_0000: 12, 0x2003_0000: 36]),
    ]

    private static let part4: [Facts] = [
        Facts(0x495, m4, 0x1FFF_75E0, [256, 512, 640, 1024], [4096], [0x2000_0000: 256]),
        Facts(0x496, m4, 0x1FFF_75E0, [512], [4096], [0x2000_0000: 32, 0x2003_0000: 64]),
        Facts(0x497, m4, 0x1FFF_75E0, [64, 128, 256], [2048], [0x2000_0000: 64]),
        Facts(0x4B0, m33, 0x0BFA_07A0, [1024, 2048], [8192], [0x2000_0000: 512]),
        Facts(0x4B2, m33, 0x0BF8_D7A0, [512], [4096], [0x2000_0000: 96]),
    ]
}
