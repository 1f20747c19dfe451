import ProbeSetup
import Testing

@Suite struct ConnectOptionsTests {
    @Test(arguments: [
        ("1800k", 1800), ("950K", 950), ("1M", 1000), ("4m", 4000), ("4000", 4000), ("5", 5),
        ("24M", 24000), ("100M", 100_000),
    ])
    func clocksReadAsPeopleWriteThem(_ text: String, _ kHz: Int) {
        #expect(ConnectOptions.clockKHz(text) == kHz)
    }

    @Test(arguments: [
        "", "k", "M", "0", "0k", "-1", "-5M", "1.8M", "4 M", "4G", "fast", "99999999M",
    ])
    func everythingElseIsRefused(_ text: String) {
        #expect(ConnectOptions.clockKHz(text) == nil)
    }

    @Test(arguments: [
        ("64k", 64 << 10), ("1M", 1 << 20), ("256M", 256 << 20), ("65536", 65536),
        ("0x10000", 65536),
    ])
    func sizesReadAsPeopleWriteThem(_ text: String, _ byteCount: Int) {
        #expect(ConnectOptions.byteCount(text) == byteCount)
    }

    @Test func sizesHaveTheBoundTheyAreGiven() {
        #expect(ConnectOptions.byteCount("1G") == nil)
        #expect(ConnectOptions.byteCount("257M") == nil)
        #expect(ConnectOptions.byteCount("2G", max: 64 << 30) == 2 << 30)
        #expect(ConnectOptions.byteCount("64g", max: 64 << 30) == 64 << 30)
        #expect(ConnectOptions.byteCount("65G", max: 64 << 30) == nil)
    }
}
