import PolicyFiles
import Testing

@Suite struct `The digest of a policy` {
    private let folder: GenerationFolder

    init() throws { folder = try GenerationFolder() }

    private func digest(_ text: String, file: String = "50-a") throws -> String {
        try? folder.remove("policy.d")
        try folder.write("policy.d/\(file).policy", text)
        return try #require(folder.load().policy?.digest)
    }

    @Test func `comments, spaces, file names and what is meant anyway do not count`() throws {
        let first = try digest("qubes.Filecopy * personal work allow\nqubes.Filecopy * * * deny\n")
        #expect(
            try digest("# x\n\nqubes.Filecopy\t*  personal work allow  \nqubes.Filecopy * * * deny", file: "9-b")
                == first)
        #expect(
            try digest(
                "qubes.Filecopy * personal work allow autostart=yes notify=no\nqubes.Filecopy * * * deny notify=yes\n")
                == first)
    }

    @Test func `everything else does`() throws {
        let rules = "qubes.Filecopy * personal work allow\nqubes.Filecopy * * * deny\n"
        var seen = Set([try digest(rules)])
        let others = [
            "qubes.Filecopy * * * deny\nqubes.Filecopy * personal work allow\n",
            "qubes.Filecopy * personal work allow\n", "",
            rules.replacing("allow", with: "ask"), rules.replacing("personal", with: "uuid:personal"),
            rules.replacing("work allow", with: "@tag:work allow"),
            rules.replacing("work allow", with: "@type:work allow"),
            rules.replacing("work allow", with: "@dispvm:work allow"),
            rules.replacing("work allow", with: "@dispvm:@tag:work allow"),
            rules.replacing("allow", with: "allow user=root"), rules.replacing("allow", with: "allow target=vault"),
            rules.replacing("allow", with: "allow autostart=no"), rules.replacing("allow", with: "allow notify=yes"),
            rules.replacing("* personal", with: "+ personal"), rules.replacing("* personal", with: "+a personal"),
            rules.replacing("allow", with: "allow oneway=yes"), rules.replacing("allow", with: "allow max_bytes=1"),
            rules.replacing("allow", with: "allow max_seconds=1"), rules.replacing("deny", with: "deny notify=no"),
        ]
        for other in others { #expect(seen.insert(try digest(other)).inserted, "\(other)") }
    }

    @Test func `where the locked layer ends counts`() throws {
        let open = try digest("qubes.Filecopy * * vault deny\n")
        try folder.remove("policy.d")
        try folder.makeLocked(version: 1)
        #expect(try #require(folder.load(isLocked: true).policy).digest != open)
    }
}
