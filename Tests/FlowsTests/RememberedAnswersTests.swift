import Flows
import JSONText
import Testing

@Suite struct RememberedAnswersTests {
    static func answer(
        _ id: UInt64, source: String = "work", identity: String = "i1", service: String = "qubes.Gpg",
        argument: String = "+", requested: String = "@default", target: String? = "vault", expires: UInt64 = 1_000
    ) -> RememberedAnswer {
        RememberedAnswer(
            id: id, source: source, sourceIdentity: identity, service: service, argument: argument,
            requestedTarget: requested, target: target, targetIdentity: target == nil ? "" : "i2",
            expiresAtMilliseconds: expires, userID: 1000)
    }

    private func ask(
        _ answers: RememberedAnswers, source: String = "work", identity: String = "i1", service: String = "qubes.Gpg",
        argument: String = "+", requested: String = "@default", now: UInt64 = 0
    ) -> RememberedAnswer? {
        answers.answer(
            source: source, sourceIdentity: identity, service: service, argument: argument,
            requestedTarget: requested, nowMilliseconds: now)
    }

    @Test func `an answer is given to exactly its question`() {
        var answers = RememberedAnswers()
        #expect(ask(answers) == nil)
        answers.remember { Self.answer($0) }
        #expect(ask(answers)?.target == "vault")
        #expect(ask(answers, source: "work2") == nil)
        #expect(ask(answers, identity: "i3") == nil, "another VM that has the name now")
        #expect(ask(answers, service: "qubes.Gpg2") == nil)
        #expect(ask(answers, argument: "+x") == nil)
        #expect(ask(answers, requested: "vault") == nil)
        #expect(ask(answers, requested: "") == nil)
    }

    @Test func `it holds until its time, and not in that millisecond`() {
        var answers = RememberedAnswers()
        answers.remember { Self.answer($0, expires: 1_000) }
        #expect(ask(answers, now: 999) != nil)
        #expect(ask(answers, now: 1_000) == nil)
        #expect(answers.expire(nowMilliseconds: 999) == false)
        #expect(answers.expire(nowMilliseconds: 1_000) == true)
        #expect(answers.answers.isEmpty)
        #expect(answers.expire(nowMilliseconds: 2_000) == false)
    }

    @Test func `a no is remembered as well, and the last answer counts`() {
        var answers = RememberedAnswers()
        answers.remember { Self.answer($0, target: "vault") }
        answers.remember { Self.answer($0, target: nil) }
        #expect(answers.answers.count == 1)
        let answer = ask(answers)
        #expect(answer != nil && answer?.target == nil)
        // A VM that got the name later replaces what its namesake was answered.
        answers.remember { Self.answer($0, identity: "new") }
        #expect(ask(answers) == nil && answers.answers.count == 1)
    }

    @Test func `answers are forgotten by their number, which is never given again`() throws {
        var answers = RememberedAnswers()
        answers.remember { Self.answer($0, service: "a") }
        answers.remember { Self.answer($0, service: "b") }
        #expect(answers.answers.map(\.id) == [1, 2])
        #expect(answers.forget(2) == true)
        #expect(answers.forget(2) == false)
        #expect(answers.forget(7) == false)
        answers = try RememberedAnswers(document: Array(answers.json.document.utf8), nowMilliseconds: 0)
        answers.remember { Self.answer($0, service: "c") }
        #expect(answers.answers.map(\.id) == [1, 3])
    }

    @Test func `too many make the oldest go`() {
        var answers = RememberedAnswers()
        for number in 0...RememberedAnswer.countLimit { answers.remember { Self.answer($0, service: "s\(number)") } }
        #expect(answers.answers.count == RememberedAnswer.countLimit)
        #expect(ask(answers, service: "s0") == nil && ask(answers, service: "s1") != nil)
        #expect(ask(answers, service: "s\(RememberedAnswer.countLimit)") != nil)
    }

    // MARK: - The document

    @Test func `a document is read as it was written, without what has expired`() throws {
        var answers = RememberedAnswers()
        answers.remember { Self.answer($0, service: "a", expires: 500) }
        answers.remember { Self.answer($0, service: "b", argument: "+\"\\ü\u{7}", expires: 1_000) }
        answers.remember { Self.answer($0, service: "c", target: nil, expires: .max) }
        let document = Array(answers.json.document.utf8)
        #expect(try RememberedAnswers(document: document, nowMilliseconds: 0) == answers)
        let later = try RememberedAnswers(document: document, nowMilliseconds: 500)
        #expect(later.answers == Array(answers.answers.dropFirst()))
    }

    @Test func `a number is not given again when its answer has expired before the document was read`() throws {
        var answers = RememberedAnswers()
        for service in ["a", "b"] { answers.remember { Self.answer($0, service: service, expires: 500) } }
        let text = answers.json.document.replacing("\"next_id\": 3", with: "\"next_id\": 1")
        #expect(text != answers.json.document)
        var read = try RememberedAnswers(document: Array(text.utf8), nowMilliseconds: 600)
        #expect(read.answers.isEmpty)
        read.remember { Self.answer($0) }
        #expect(read.answers.map(\.id) == [3])
    }

    @Test(arguments: [
        "", "{", "[1", "{\"answers\":[}", "{\"answers\":1,}", "nonsense", "{\"a\":1}x", "\u{0}",
    ])
    func `what is no JSON is an error`(text: String) {
        #expect(throws: JSONFailure.self) {
            try RememberedAnswers(document: Array(text.utf8), nowMilliseconds: 0)
        }
    }

    @Test(arguments: [
        "{}", "[]", "1", "null", "{\"answers\":null}", "{\"answers\":{\"id\":1}}", "{\"answers\":[1,null,[],\"x\",{}]}",
        "{\"answers\":[{\"id\":1}],\"next_id\":\"x\"}", "{\"answers\":[],\"next_id\":-1}",
        "{\"answers\":[],\"next_id\":18446744073709551615}", "{\"answers\":[],\"next_id\":18446744073709551616}",
    ])
    func `what is no answer in it is left out`(text: String) throws {
        var answers = try RememberedAnswers(document: Array(text.utf8), nowMilliseconds: 0)
        #expect(answers.answers.isEmpty)
        answers.remember { Self.answer($0) }
        answers.remember { Self.answer($0, service: "other") }
        #expect(answers.answers.count == 2)
    }

    @Test func `one answer that is damaged costs no other`() throws {
        var answers = RememberedAnswers()
        for service in ["a", "b", "c"] { answers.remember { Self.answer($0, service: service) } }
        let whole = answers.json.document
        for (old, new) in [
            ("\"id\": 2", "\"id\":\"2\""), ("\"id\": 2", "\"id\":18446744073709551615"), ("\"id\": 2", "\"id\":-2"),
            ("\"id\": 2", "\"no\":2"),
        ] {
            let text = whole.replacing(old, with: new)
            #expect(text != whole)
            var read = try RememberedAnswers(document: Array(text.utf8), nowMilliseconds: 0)
            #expect(read.answers.map(\.service) == ["a", "c"], "\(new)")
            read.remember { Self.answer($0, service: "d") }
            #expect(read.answers.map(\.service) == ["a", "c", "d"])
        }
        for member in ["source", "source_identity", "service", "argument", "requested_target", "expires_at_ms", "uid"] {
            let text = whole.replacing("\"\(member)\": ", with: "\"\(member)\": [], \"x\": ")
            #expect(try RememberedAnswers(document: Array(text.utf8), nowMilliseconds: 0).answers.isEmpty, "\(member)")
        }
        let strange = whole.replacing("\"uid\": 1000", with: "\"uid\": 4294967296")
        #expect(strange != whole)
        #expect(try RememberedAnswers(document: Array(strange.utf8), nowMilliseconds: 0).answers.isEmpty)
    }

    @Test func `a document cut anywhere is an error, or holds nothing that was not there`() throws {
        var answers = RememberedAnswers()
        for service in ["a", "b"] { answers.remember { Self.answer($0, service: service) } }
        let document = Array(answers.json.document.utf8)
        // The last byte is a newline.
        for count in 0..<document.count - 1 {
            #expect(throws: JSONFailure.self, "\(count) bytes") {
                try RememberedAnswers(document: Array(document.prefix(count)), nowMilliseconds: 0)
            }
        }
    }
}
