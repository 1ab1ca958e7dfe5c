import Flows
import Testing

@Suite struct NoticeCoalescerTests {
    @Test func `the first is told at once, and the others by their number`() {
        var coalescer = NoticeCoalescer<String>(intervalNanoseconds: 100)
        #expect(coalescer.isEmpty)
        #expect(coalescer.note("a", nowNanoseconds: 1_000) == true)
        #expect(coalescer.note("a", nowNanoseconds: 1_001) == false)
        #expect(coalescer.note("a", nowNanoseconds: 1_099) == false)
        #expect(coalescer.note("b", nowNanoseconds: 1_050) == true)
        #expect(coalescer.due(nowNanoseconds: 1_099).isEmpty)
        let told = coalescer.due(nowNanoseconds: 1_100)
        #expect(told.map(\.key) == ["a"] && told.map(\.count) == [2])
        // A new interval has begun.
        #expect(coalescer.note("a", nowNanoseconds: 1_150) == false)
        #expect(coalescer.due(nowNanoseconds: 1_199).isEmpty)
        #expect(coalescer.due(nowNanoseconds: 1_200).map(\.count) == [1])
    }

    @Test func `what has become quiet is forgotten, and told at once when it comes again`() {
        var coalescer = NoticeCoalescer<Int>(intervalNanoseconds: 100)
        #expect(coalescer.note(1, nowNanoseconds: 0) == true)
        #expect(coalescer.due(nowNanoseconds: 100).isEmpty)
        #expect(coalescer.isEmpty)
        #expect(coalescer.note(1, nowNanoseconds: 101) == true)
    }

    @Test func `nothing is lost and nothing is told twice`() {
        var generator = SplitMix(seed: 5)
        var coalescer = NoticeCoalescer<Int>(intervalNanoseconds: 1_000)
        var noted: [Int: UInt64] = [:]
        var told: [Int: UInt64] = [:]
        var now: UInt64 = 0
        for _ in 0..<20_000 {
            now += UInt64.random(in: 0...30, using: &generator)
            let key = Int.random(in: 0..<20, using: &generator)
            noted[key, default: 0] += 1
            if coalescer.note(key, nowNanoseconds: now) { told[key, default: 0] += 1 }
            if Int.random(in: 0..<10, using: &generator) == 0 {
                for (key, count) in coalescer.due(nowNanoseconds: now) { told[key, default: 0] += count }
            }
        }
        for (key, count) in coalescer.due(nowNanoseconds: now + 1_000) { told[key, default: 0] += count }
        #expect(told == noted)
    }

    @Test func `so many keys at once are told each time, and use no more memory`() {
        var coalescer = NoticeCoalescer<Int>(intervalNanoseconds: 10)
        for key in 0..<1_000 { #expect(coalescer.note(key, nowNanoseconds: 0) == true) }
        for _ in 0..<3 { #expect(coalescer.note(1_000, nowNanoseconds: 0) == true) }
        #expect(coalescer.note(999, nowNanoseconds: 0) == false)
        #expect(coalescer.due(nowNanoseconds: 10).count == 1)
        #expect(coalescer.note(1_000, nowNanoseconds: 10) == true)
        #expect(coalescer.note(1_000, nowNanoseconds: 10) == false)
    }

    @Test func `a clock that was read before the last note does no harm`() {
        var coalescer = NoticeCoalescer<Int>(intervalNanoseconds: 10)
        #expect(coalescer.note(1, nowNanoseconds: 100) == true)
        #expect(coalescer.note(1, nowNanoseconds: 101) == false)
        #expect(coalescer.due(nowNanoseconds: 99).isEmpty)
        #expect(coalescer.due(nowNanoseconds: 110).map(\.count) == [1])
    }
}
