import Agent
import Testing

@Suite struct ServiceSettingsTests {
    @Test(
        arguments: [
            (text: "", user: nil), (text: "force-user=root", user: "root"), (text: "force-user='root'", user: "root"),
            (text: "force-user=\"root\"\n", user: "root"), (text: "  force-user=root \t\r\n", user: "root"),
            (text: "# force-user=root\n\n", user: nil), (text: "force-user=a\nforce-user=b", user: "b"),
            (text: "force-user=", user: nil), (text: "force-user=a\r\nforce-user=b\r\n", user: "b"),
            (text: "force_user=root", user: "root"),
            (text: "force-user = root", user: "root"), (text: "force-user\t= 'root'", user: "root"),
            (text: "force-user='a\"", user: "'a\""), (text: "force-user='", user: "'"), (text: "other=1", user: nil),
        ] as [(String, String?)])
    func `the user is read however it is written`(text: String, user: String?) throws {
        #expect(try #require(ServiceSettings(text: text)).forceUser == user)
    }

    @Test(arguments: ["skip-service-descriptor", "exit-on-client-eof", "exit-on-service-eof"])
    func `a switch is on or off, and nothing else`(key: String) throws {
        func value(_ text: String) -> Bool? {
            guard let settings = ServiceSettings(text: text) else { return nil }
            switch key {
            case "skip-service-descriptor": return settings.skipsDescriptor
            case "exit-on-client-eof": return settings.exitsOnClientEOF
            default: return settings.exitsOnServiceEOF
            }
        }
        #expect(value("") == false)
        for word in ["1", "true", "yes", "'true'", " true"] { #expect(value("\(key)=\(word)") == true, "\(word)") }
        for word in ["0", "false", "no"] { #expect(value("\(key)=true\n\(key)=\(word)") == false, "\(word)") }
        for word in ["", "2", "on", "TRUE", "true false"] { #expect(value("\(key)=\(word)") == nil, "\(word)") }
    }

    @Test func `a line without a value spoils the file, a key that nobody knows does not`() {
        #expect(ServiceSettings(text: "nonsense") == nil)
        #expect(ServiceSettings(text: "force-user=a\n[section]\n") == nil)
        #expect(ServiceSettings(text: "wait-for-session=1\nforce-user=a")?.forceUser == "a")
    }

    @Test(arguments: [
        (target: "vault", kind: "name", word: "vault"), (target: "", kind: "keyword", word: "default"),
        (target: "@default", kind: "keyword", word: "default"),
        (target: "@dispvm:work", kind: "keyword", word: "dispvm:work"), (target: "@", kind: "keyword", word: ""),
        (target: "dom0", kind: "name", word: "dom0"), (target: "uuid:1", kind: "name", word: "uuid:1"),
    ])
    func `a target is a name or a keyword`(target: String, kind: String, word: String) {
        let target = TargetWord(target)
        #expect(target.kind == kind && target.word == word)
    }
}
