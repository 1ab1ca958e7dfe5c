import Machines
import Policy
import PolicySamples
import Testing
import WorldFiles

@Suite struct WorldFileTests {
    private static func read(_ bytes: [UInt8]) throws(Problem) -> World {
        // Names are one letter here, so that their byte makes a UUID.
        try WorldFile.read(bytes, file: "w.json") { SampleGenerator.uuid(Int($0.utf8.first ?? 0) + 4_096) }
    }

    @Test func `what is written is read as the same world`() throws {
        var generator = SampleGenerator(seed: 11)
        for count in 2...12 {
            let world = generator.world(count)
            let text = WorldFile.text(of: world)
            #expect(try Self.read(Array(text.utf8)) == world)
        }
    }

    @Test func `what Qubes tells of its VMs is taken as it is`() throws {
        let text = """
            {"domains": {"work": {"internal": "", "tags": ["a", "b"], "type": "AppVM", "template_for_dispvms": true,
              "default_dispvm": "work", "icon": "appvm-red", "label": "0xcc0000", "guivm": null, "relayvm": null,
              "transport_rpc": null, "power_state": "Running", "uuid": "C9024A97-9b15-46cc-8341-38d75d5d421b"}}}
            """
        let world = try Self.read(Array(text.utf8))
        let work = world.domains[try #require(world.index(named: "work"))]
        #expect(work.tags == ["a", "b"] && work.isDisposableTemplate && work.isRunning && !work.isInternal)
        #expect(work.defaultDisposable == "work" && work.type == "AppVM" && work.label == "0xcc0000")
        #expect(world.index(named: "dom0") != nil, "the administrative domain is always there")
    }

    static let mistakes: [(text: String, part: String)] = [
        ("", "w.json:1:1"), ("{", "w.json:1:2"), ("[]", "w.json:1:1"), ("{}", "domains"),
        (#"{"domains": []}"#, "w.json:1:13"), (#"{"domains": {"a": 1}}"#, "w.json:1:19"),
        (#"{"domains": {"a": {"type": "AppVM", "tags": "x"}}}"#, "tags"),
        (#"{"domains": {"a": {"type": 3}}}"#, "type"),
        ("{\"domains\": {\"a\": {\"type\": \"AppVM\"},\n \"a\": {}}}", "w.json:2:2"),
        ("{\"domains\": {\"a\": {\"type\": \"\u{1}\"}}}", "w.json:1:29"),
        (String(repeating: "[", count: 200), "w.json:1:"),
        (#"{"domains": {}} x"#, "w.json:1:17"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is told with its place`(text: String, part: String) {
        #expect { try Self.read(Array(text.utf8)) } throws: { error in
            (error as? Problem)?.description.contains(part) == true
        }
    }

    @Test func `no change of a byte crashes the reader, and what it takes can be written again`() throws {
        var generator = SampleGenerator(seed: 12)
        let original = Array(WorldFile.text(of: generator.world(4)).utf8)
        var taken = 0
        for _ in 0..<3_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[Int.random(in: bytes.indices, using: &generator)], at: place)
                }
            }
            guard let world = try? Self.read(bytes) else { continue }
            taken += 1
            #expect(try Self.read(Array(WorldFile.text(of: world).utf8)) == world)
        }
        #expect(taken > 100)
    }
}
