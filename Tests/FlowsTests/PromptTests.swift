import Flows
import JSONText
import Testing

@Suite struct PromptTests {
    @Test func `holders get all that they show, in one object`() {
        let prompt = Prompt(
            id: 7, source: "work", sourceLabel: "red", service: "qubes.Gpg", argument: "+a",
            requestedTarget: "@default",
            choices: [.init(target: "vault", label: "black"), .init(target: "web", label: "")], defaultTarget: "vault",
            rule: "30-user.policy:4", deadlineMilliseconds: 12_000)
        let json = prompt.json
        #expect(json.number("id") == 7 && json.number("deadline_ms") == 12_000)
        #expect(json.number("guard_ms") == Prompt.guardMilliseconds)
        #expect(json["source"] == .string("work") && json["source_label"] == .string("red"))
        #expect(json["targets"] == .strings(["vault", "web"]))
        #expect(json["target_labels"] == .strings(["black", ""]))
        #expect(json["default_target"] == .string("vault"))
        #expect(json["rule"] == .string("30-user.policy:4"))
    }

    @Test func `where nothing is preselected there is no target`() {
        let prompt = Prompt(
            id: 1, source: "work", sourceLabel: "", service: "a", argument: "+", requestedTarget: "", choices: [],
            defaultTarget: nil, rule: "f:1", deadlineMilliseconds: 0)
        #expect(prompt.json["default_target"] == .null && prompt.json["source_label"] == .null)
    }
}
