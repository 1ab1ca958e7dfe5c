import Audit
import Testing

@Suite struct NoteBudgetTests {
    @Test func `a flood leaves as many records as the bucket holds, and the next one says how many are missing`() {
        var budget = NoteBudget(capacity: 3, millisecondsPerNote: 100, nowMilliseconds: 1_000)
        #expect(
            (0..<10).map { _ in budget.take(nowMilliseconds: 1_000) } == [0, 0, 0] + Array(repeating: nil, count: 7))
        #expect(budget.take(nowMilliseconds: 1_099) == nil)
        #expect(budget.take(nowMilliseconds: 1_100) == 8)
        #expect(budget.take(nowMilliseconds: 1_150) == nil)
        #expect(budget.take(nowMilliseconds: 9_000) == 1)
        #expect((0..<5).compactMap { _ in budget.take(nowMilliseconds: 9_000) } == [0, 0])
    }

    @Test func `a clock that goes back harms nothing`() {
        var budget = NoteBudget(capacity: 1, millisecondsPerNote: 10, nowMilliseconds: 500)
        #expect(budget.take(nowMilliseconds: 100) == 0)
        #expect(budget.take(nowMilliseconds: 0) == nil)
        #expect(budget.take(nowMilliseconds: 510) == 1)
    }
}
