import Flows
import Testing

@Suite struct TokenBucketTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func `a burst passes, and then as many as the time allows`() {
        var bucket = TokenBucket(perSecond: 10, burst: 3, nowNanoseconds: 5)
        #expect((0..<5).map { _ in bucket.take(nowNanoseconds: 5) } == [true, true, true, false, false])
        #expect(bucket.take(nowNanoseconds: 5 + Self.second / 10 - 1) == false)
        #expect(bucket.take(nowNanoseconds: 5 + Self.second / 10) == true)
        #expect(bucket.take(nowNanoseconds: 5 + Self.second / 10) == false)
        #expect((0..<5).count { _ in bucket.take(nowNanoseconds: 100 * Self.second) } == 3)
    }

    @Test(arguments: [UInt32(1), 3, 7, 200])
    func `in the long run it is the rate, however often it is asked`(rate: UInt32) {
        var generator = SplitMix(seed: UInt64(rate))
        var bucket = TokenBucket(perSecond: rate, burst: 5, nowNanoseconds: 0)
        var now: UInt64 = 0
        var taken = 0
        while now < 60 * Self.second {
            now += UInt64.random(in: 1...2_000_000, using: &generator)
            if bucket.take(nowNanoseconds: now) { taken += 1 }
        }
        // The burst comes on top; a use that waits for the next question loses no time.
        #expect((Int(rate) * 60 - 1...Int(rate) * 60 + 6).contains(taken), "\(taken)")
    }

    @Test func `a clock that steps back gives nothing and takes nothing`() {
        var bucket = TokenBucket(perSecond: 1, burst: 1, nowNanoseconds: 10 * Self.second)
        #expect(bucket.take(nowNanoseconds: 10 * Self.second) == true)
        #expect(bucket.take(nowNanoseconds: 0) == false)
        #expect(bucket.take(nowNanoseconds: 11 * Self.second - 1) == false)
        #expect(bucket.take(nowNanoseconds: 11 * Self.second) == true)
    }

    @Test func `it is full at first, and again when nothing was taken for long enough`() {
        var bucket = TokenBucket(perSecond: 2, burst: 4, nowNanoseconds: 0)
        #expect(bucket.isFull(nowNanoseconds: 0) == true)
        _ = bucket.take(nowNanoseconds: 0)
        _ = bucket.take(nowNanoseconds: 0)
        #expect(bucket.isFull(nowNanoseconds: Self.second - 1) == false)
        #expect(bucket.isFull(nowNanoseconds: Self.second) == true)
    }

    @Test func `no number makes it fail`() {
        for rate in [UInt32.min, 1, 999_999_999, 1_000_000_001, .max] {
            for burst in [UInt32.min, 1, .max] {
                var bucket = TokenBucket(perSecond: rate, burst: burst, nowNanoseconds: 0)
                #expect(bucket.burst >= 1)
                #expect(bucket.take(nowNanoseconds: 0) == true)
                #expect(bucket.take(nowNanoseconds: .max) == true)
                #expect(bucket.take(nowNanoseconds: .max) == (burst > 1))
            }
        }
    }
}
