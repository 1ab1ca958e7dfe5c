import SystemBus
import Testing

struct SignatureTests {
    @Test(arguments: ["y", "a{sv}", "(ssa{s(iv)})", "aaaab", "a{oa{sa{sv}}}", "vvv", "", "ah"])
    func `a signature reads back as it was written`(text: String) throws {
        #expect(try BusType.list(text).map(\.text).joined() == text)
    }

    @Test(arguments: [
        "a", "(", "()", ")", "a{vs}", "a{s}", "a{sss}", "{sv}", "z", "a{s(", "(i", "\u{0}", "é",
        String(repeating: "a", count: 33) + "y",
        String(repeating: "(", count: 33) + "y" + String(repeating: ")", count: 33),
        String(repeating: "y", count: 256), "a{{sv}s}",
    ])
    func `what is no signature is refused`(text: String) {
        #expect(throws: BusError.self) { try BusType.list(text) }
    }

    @Test func `random bytes never do more than fail`() {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("ybnqiuxtdsoghva(){}e\u{0}z")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in letters.randomElement() })
            guard let types = try? BusType.list(text) else { continue }
            #expect(types.map(\.text).joined() == text)
        }
    }

    @Test(arguments: [
        ("sys-net", "sys_2dnet"), ("vault", "vault"), ("", "_"), ("a_b", "a_5fb"), ("\u{1}é", "_01_c3_a9"),
    ])
    func `any name makes one path element, and comes back`(name: String, element: String) {
        #expect(BusPath.element(name) == element)
        #expect(BusPath.text(element) == name)
    }

    @Test(arguments: ["a-b", "_0", "_zz", "é", "a_"])
    func `an element that was not made of a name has no name`(element: String) {
        #expect(BusPath.text(element) == nil)
    }

    @Test func `the private bus lets root own our names and everybody connect`() throws {
        let text = try PrivateBus.configuration(socket: "/run/bulkhead/bus & co", readers: "bulkhead")
        #expect(text.contains("<listen>unix:path=/run/bulkhead/bus%20%26%20co</listen>"))
        #expect(text.contains("<policy user=\"root\">\n    <allow own_prefix=\"org.bulkhead\"/>"))
        #expect(text.contains("<policy group=\"bulkhead\">\n    <allow receive_type=\"signal\"/>\n  </policy>"))
        #expect(text.contains("<deny own=\"*\"/>"))
        #expect(throws: BusError.self) { try PrivateBus.configuration(socket: "relative") }
        #expect(throws: BusError.self) {
            try PrivateBus.configuration(socket: "/" + String(repeating: "x", count: 107))
        }
    }
}
