import Definitions
import FlowAnalysis
import Foundation
import Machines
import Testing

@Suite struct ServiceMapTests {
    private func read(_ texts: KeyValuePairs<String, String>) -> ServiceMapReader.Result {
        ServiceMapReader.read(texts.map { SourceFile("services.d/\($0).toml", $1) })
    }

    private func problems(_ text: String) -> [String] { read(["a": text]).problems.map(\.description) }

    @Test func `the shipped map has no problem and knows the services of a default policy`() throws {
        let folder = ShippedFiles.folder.appending(path: "services.d").path
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".toml") }
        let result = ServiceMapReader.read(try names.map { try ShippedFiles.file("services.d/\($0)") })
        #expect(result.problems.map(\.description) == [])
        let map = try #require(result.map)
        for service in [
            "qubes.Filecopy", "qubes.VMShell", "qubes.GetDate", "qubes.UpdatesProxy", "qubes.ClipboardPaste",
            "admin.vm.List", "admin.vm.device.block.Attach", "policy.Replace", "u2f.Register", "whonix.NewStatus",
            "bulkhead.Network", "bulkhead.Device",
        ] { #expect(!map.match(service: service).isUnknown, "\(service)") }
        #expect(map.match(service: "admin.vm.property.Set").entry.control == .full)
        #expect(map.match(service: "admin.vm.property.Get").entry.control == .none)
        #expect(map.match(service: "qubes.FileCopy").isUnknown)
        for entry in map.entries where entry.pattern.text.hasPrefix("admin.") {
            #expect(entry.group == .admin, "\(entry.pattern.text)")
        }
        for entry in map.entries where entry.control == .full { #expect(entry.isSensitive, "\(entry.pattern.text)") }
    }

    @Test func `an entry has what the file says and defaults for the rest`() throws {
        let map = try #require(
            read([
                "a": """
                ["app.Copy"]
                data = "forward"
                control = "low"
                bandwidth = "low"
                group = "files"
                risk = "high"
                sanitizer = true
                oracle = true
                about = "Copies."

                ["app.*"]
                data = "none"
                control = "none"
                """
            ]).map)
        let copy = map.match(service: "app.Copy").entry
        #expect(copy.data == .forward && copy.control == .low && copy.bandwidth == .low && copy.group == .files)
        #expect(copy.isSensitive && copy.isSanitizer && copy.isOracle && copy.about == "Copies.")
        let other = map.match(service: "app.Other").entry
        #expect(other.data == .none && other.bandwidth == .high && other.group == .other && other.risk == .medium)
        #expect(!other.isSensitive && !other.isSanitizer && !other.isOracle)
    }

    @Test func `of several entries the one that says most decides`() throws {
        let map = try #require(
            read([
                "a": """
                "app.*" = { data = "none", control = "none" }
                "app.vm.*" = { data = "forward", control = "none" }
                "app.vm.Run" = { data = "backward", control = "none" }
                "app.vm.Run+it" = { data = "both", control = "none" }
                """
            ]).map)
        #expect(map.match(service: "app.Else").entry.data == .none)
        #expect(map.match(service: "app.vm.Else").entry.data == .forward)
        #expect(map.match(service: "app.vm.Run", argument: "+that").entry.data == .backward)
        #expect(map.match(service: "app.vm.Run", argument: "+it").entry.data == .both)
        let unknown = map.match(service: "apps.Run")
        #expect(unknown.isUnknown && unknown.entry.data == .both && unknown.entry.control == .full)
    }

    @Test func `a later file replaces an entry of an earlier one whatever the order of reading`() throws {
        let map = try #require(
            read([
                "90-local": "\"app.Copy\" = { data = \"both\", control = \"full\" }",
                "10-shipped": "\"app.Copy\" = { data = \"forward\", control = \"none\" }",
            ]).map)
        #expect(map.entries.map(\.data) == [.both])
    }

    @Test func `a mistake is told with its place and the word that was meant`() {
        #expect(
            problems("[\"app.Copy\"]\ndata = \"forwards\"\ncontrol = \"none\"") == [
                "services.d/a.toml:2:8: unknown data 'forwards'; expected one of none, forward, backward, both; "
                    + "did you mean 'forward'?"
            ])
        #expect(
            problems("[\"app.Copy\"]\ndata = \"both\"") == [
                "services.d/a.toml:1:1: missing key 'control'; expected one of none, low, full"
            ])
        #expect(
            problems("[\"app.Copy\"]\ndata = \"both\"\ncontrol = \"none\"\nbandwith = \"low\"") == [
                "services.d/a.toml:4:1: unknown key 'bandwith' in [app.Copy]; expected one of about, bandwidth, "
                    + "control, data, group, oracle, risk, sanitizer; did you mean 'bandwidth'?"
            ])
        #expect(
            problems("[app.Copy]\ndata = \"both\"") == [
                "services.d/a.toml:1:2: the name of a service with dots stands in quotes; expected [\"app.Copy\"]"
            ])
        #expect(
            problems("[\"app Copy\"]\n") == [
                "services.d/a.toml:1:2: 'app Copy' is no name of a service; expected a service, a service+argument, "
                    + "or a beginning such as \"admin.vm.*\", in quotes"
            ])
        #expect(
            problems("data = \"both\"") == ["services.d/a.toml:1:8: 'data' is a string; expected a table [data]"])
    }

    @Test func `one mistake anywhere leaves no map`() {
        let result = read([
            "a": "\"app.Copy\" = { data = \"both\", control = \"full\" }", "b": "[\"app.Paste\"]\ndata = 1",
        ])
        #expect(result.map == nil)
        #expect(result.problems.count == 2)
    }

    @Test(arguments: ["", ".*", "*", "a..b", "a+*", "app.Copy*", "app.Copy+a b", "+a", "é"])
    func `words that are patterns and words that are none`(_ text: String) {
        #expect(ServicePattern("app.Copy")?.text == "app.Copy")
        #expect(ServicePattern("app.Copy+")?.text == "app.Copy+")
        #expect(ServicePattern("app.*")?.text == "app.*")
        #expect((ServicePattern(text) == nil) == (text != "a..b"))
    }
}
