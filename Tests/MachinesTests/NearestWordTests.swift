import Machines
import Testing

@Suite struct NearestWordTests {
    private static let keys = ["autostart", "class", "label", "memory", "netvm", "tags", "template", "vcpus"]

    @Test(arguments: [
        (word: "netwm", nearest: "netvm"),
        (word: "netv", nearest: "netvm"),
        (word: "nevtm", nearest: "netvm"),
        (word: "Label", nearest: "label"),
        (word: "auto_start", nearest: "autostart"),
        (word: "vcpu", nearest: "vcpus"),
        (word: "templates", nearest: "template"),
        (word: "colour", nearest: nil),
        (word: "x", nearest: nil),
        (word: "", nearest: nil),
        (word: "label", nearest: nil),
    ])
    func `a slip of the fingers finds its word, and another word finds none`(word: String, nearest: String?) {
        #expect(NearestWord.find(word, among: Self.keys) == nearest)
    }

    @Test func `of two equally near words the first is taken`() {
        #expect(NearestWord.find("cat", among: ["bat", "hat"]) == "bat")
    }

    @Test func `a very long word is not compared`() {
        #expect(NearestWord.find(String(repeating: "a", count: 65), among: [String(repeating: "a", count: 64)]) == nil)
    }
}
