import Flows
import Testing

@Suite struct ClipboardTests {
    private func filled() -> Clipboard {
        var clipboard = Clipboard()
        clipboard.fill(source: "work", byteCount: 5, limitBytes: 10, expiresAtMilliseconds: 99)
        return clipboard
    }

    @Test func `it is empty at first, and nothing can be pasted or wiped`() {
        var clipboard = Clipboard()
        #expect(clipboard.state == .empty && clipboard.content == nil)
        #expect(clipboard.wipe() == false)
        clipboard.deliver(version: clipboard.version, target: "vault")
        clipboard.deny(version: clipboard.version, target: "vault")
        #expect(clipboard.state == .empty && clipboard.content == nil)
    }

    @Test func `a copy fills it, and a paste empties it`() {
        var clipboard = filled()
        #expect(clipboard.state == .filled(source: "work", byteCount: 5, expiresAtMilliseconds: 99))
        #expect(clipboard.content?.source == "work" && clipboard.content?.byteCount == 5)
        #expect(clipboard.content?.expiresAtMilliseconds == 99)
        let version = clipboard.version
        clipboard.deliver(version: version, target: "vault")
        #expect(clipboard.state == .delivered(source: "work", target: "vault", byteCount: 5))
        #expect(clipboard.content == nil)
        // A second paste of the same text.
        clipboard.deliver(version: version, target: "web")
        clipboard.deliver(version: clipboard.version, target: "web")
        clipboard.deny(version: version, target: "web")
        #expect(clipboard.state == .delivered(source: "work", target: "vault", byteCount: 5))
    }

    @Test func `a paste that is denied leaves the text for another`() {
        var clipboard = filled()
        let version = clipboard.version
        clipboard.deny(version: version, target: "web")
        #expect(clipboard.state == .denied(source: "work", target: "web"))
        #expect(clipboard.content?.byteCount == 5 && clipboard.version == version)
        clipboard.deliver(version: version, target: "vault")
        #expect(clipboard.state == .delivered(source: "work", target: "vault", byteCount: 5))
    }

    @Test(arguments: [10, 11])
    func `a text of the limit is taken, one byte more is not`(count: Int) {
        var clipboard = filled()
        clipboard.fill(source: "web", byteCount: count, limitBytes: 10, expiresAtMilliseconds: 100)
        if count == 10 {
            #expect(clipboard.content?.source == "web")
        } else {
            #expect(clipboard.state == .oversized(source: "web", limitBytes: 10))
            #expect(clipboard.content == nil, "what was there before is gone as well")
        }
    }

    @Test func `a VM without a text empties it`() {
        var clipboard = filled()
        let version = clipboard.version
        clipboard.fill(source: "web", byteCount: 0, limitBytes: 10, expiresAtMilliseconds: 100)
        #expect(clipboard.state == .emptySource(source: "web"))
        #expect(clipboard.content == nil)
        clipboard.deliver(version: version, target: "vault")
        clipboard.deliver(version: clipboard.version, target: "vault")
        #expect(clipboard.state == .emptySource(source: "web"))
    }

    @Test func `a paste that was asked for an older text is not made`() {
        var clipboard = filled()
        let old = clipboard.version
        clipboard.fill(source: "web", byteCount: 7, limitBytes: 10, expiresAtMilliseconds: 100)
        #expect(clipboard.version != old)
        clipboard.deliver(version: old, target: "vault")
        clipboard.deny(version: old, target: "vault")
        #expect(clipboard.state == .filled(source: "web", byteCount: 7, expiresAtMilliseconds: 100))
    }

    @Test func `time wipes the text that it was set for, and no later one`() {
        var clipboard = filled()
        let old = clipboard.version
        clipboard.fill(source: "web", byteCount: 7, limitBytes: 10, expiresAtMilliseconds: 100)
        #expect(clipboard.wipe(version: old, byTime: true) == false)
        #expect(clipboard.content?.source == "web")
        let version = clipboard.version
        #expect(clipboard.wipe(version: version, byTime: true) == true)
        #expect(clipboard.state == .wiped(byTime: true) && clipboard.content == nil)
        #expect(clipboard.wipe(version: version, byTime: true) == false)
        clipboard.deliver(version: version, target: "vault")
        #expect(clipboard.state == .wiped(byTime: true))
    }

    @Test func `a person wipes whatever is there, also after a denial`() {
        var clipboard = filled()
        clipboard.deny(version: clipboard.version, target: "web")
        #expect(clipboard.wipe() == true)
        #expect(clipboard.state == .wiped(byTime: false))
        #expect(clipboard.wipe() == false)
    }

    @Test func `each state has a word of its own`() {
        let states: [Clipboard.State] = [
            .empty, .filled(source: "a", byteCount: 1, expiresAtMilliseconds: 1),
            .delivered(source: "a", target: "b", byteCount: 1), .denied(source: "a", target: "b"),
            .oversized(source: "a", limitBytes: 1), .emptySource(source: "a"), .wiped(byTime: true),
        ]
        #expect(Set(states.map(\.word)).count == states.count)
    }

    /// Whatever happens in whatever order, no text is delivered twice, or after another has taken its place.
    @Test(arguments: 0..<20)
    func `every text is delivered once at most, and only while it is there`(seed: Int) {
        var generator = SplitMix(seed: UInt64(seed))
        var clipboard = Clipboard()
        var versions: [UInt64] = [0]
        var current: Int?
        for step in 1...500 {
            let version = versions.randomElement(using: &generator) ?? 0
            let isCurrent = current != nil && version == clipboard.version
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                let count = Int.random(in: 0...12, using: &generator)
                clipboard.fill(source: "\(step)", byteCount: count, limitBytes: 10, expiresAtMilliseconds: 1)
                current = (1...10).contains(count) ? step : nil
                #expect(!versions.contains(clipboard.version), "a version was used before")
                versions.append(clipboard.version)
            case 1:
                clipboard.deliver(version: version, target: "t")
                if isCurrent { current = nil }
            case 2:
                clipboard.deny(version: version, target: "t")
            default:
                #expect(clipboard.wipe(version: version) == isCurrent)
                if isCurrent { current = nil }
            }
            #expect(clipboard.content?.source == current.map(String.init))
        }
    }
}
