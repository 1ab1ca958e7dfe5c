package import JSONText

/// The answers that are remembered, and the document that keeps them.
package struct RememberedAnswers: Hashable, Sendable {
    /// Ids beyond what JSON can carry everywhere are none.
    static let largestID: UInt64 = 1 << 53

    package private(set) var answers: [RememberedAnswer] = []
    private var nextID: UInt64 = 1

    package init() {}

    /// Reads a document; what is no answer in it, or has expired, is left out.
    ///
    /// - Throws: `JSONFailure` when it is no JSON.
    package init(document: [UInt8], nowMilliseconds: UInt64) throws(JSONFailure) {
        let node = try JSONReader.read(document)
        let read = (node["answers"]?.elements ?? []).prefix(RememberedAnswer.countLimit).compactMap {
            RememberedAnswer($0)
        }
        answers = read.filter { $0.expiresAtMilliseconds > nowMilliseconds }
        // Also those that have expired: an id is never given twice.
        nextID = max(min(node["next_id"]?.unsigned ?? 1, Self.largestID), (read.map(\.id).max() ?? 0) + 1)
    }

    package var json: JSONValue { .object(["answers": .array(answers.map(\.json)), "next_id": .number(nextID)]) }

    /// Forgets what has expired; whether there was anything.
    package mutating func expire(nowMilliseconds: UInt64) -> Bool {
        let before = answers.count
        answers.removeAll { $0.expiresAtMilliseconds <= nowMilliseconds }
        return answers.count != before
    }

    /// The answer to a question, if one is remembered.
    package func answer(
        source: String, sourceIdentity: String, service: String, argument: String, requestedTarget: String,
        nowMilliseconds: UInt64
    ) -> RememberedAnswer? {
        answers.last {
            $0.source == source && $0.sourceIdentity == sourceIdentity && $0.service == service
                && $0.argument == argument && $0.requestedTarget == requestedTarget
                && $0.expiresAtMilliseconds > nowMilliseconds
        }
    }

    /// Remembers an answer; the oldest is forgotten when there are too many.
    package mutating func remember(_ make: (_ id: UInt64) -> RememberedAnswer) {
        let new = make(nextID)
        nextID += 1
        answers.removeAll {
            $0.source == new.source && $0.service == new.service && $0.argument == new.argument
                && $0.requestedTarget == new.requestedTarget
        }
        answers.append(new)
        if answers.count > RememberedAnswer.countLimit { answers.removeFirst() }
    }

    /// Forgets an answer; false when there is none with this id.
    package mutating func forget(_ id: UInt64) -> Bool {
        let before = answers.count
        answers.removeAll { $0.id == id }
        return answers.count != before
    }
}
