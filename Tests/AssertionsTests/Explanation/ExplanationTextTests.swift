import Assertions
import Policy
import Testing

@Suite struct ExplanationTextTests {
    @Test func anExplanationIsToldInOneGo() throws {
        let rules = try Sample.rules(
            """
            q.Copy * @tag:secret @anyvm deny
            q.Copy * work vault ask default_target=vault
            q.Copy * * * deny
            q.Copy +x web mail allow
            """)
        let explainer = Explainer(CompiledPolicy(rules: rules, world: Sample.home))
        let request = PolicyRequest(service: "q.Copy", source: "work", target: "vault")
        #expect(
            explainer.explain(request).text() == """
                q.Copy+ work -> vault: ask
                  asked for by policy.d/30-user.policy:2

                Rules about q.Copy, in the order in which they are asked:
                   policy.d/30-user.policy:1: q.Copy * @tag:secret @anyvm deny
                       source @tag:secret: work has the tags office
                => policy.d/30-user.policy:2: q.Copy * work vault ask default_target=vault
                   policy.d/30-user.policy:3: q.Copy * * * deny
                       matches too, and is not asked any more
                   (1 more)

                The prompt offers:
                  vault  by policy.d/30-user.policy:2, proposed

                To allow it, put this line at policy.d/30-user.policy:2:
                  q.Copy + work vault allow

                To deny it, put this line at policy.d/30-user.policy:2:
                  q.Copy + work vault deny

                """)
        #expect(explainer.explain(request).text(listsAll: true).contains("30-user.policy:4"))
    }

    @Test func whatIsNotThereIsTold() throws {
        let explainer = Explainer(CompiledPolicy(rules: try Sample.rules(""), world: Sample.home))
        let text = explainer.explain(PolicyRequest(service: "q.Copy", source: "nobody", target: "vult")).text()
        #expect(text.contains("there is no VM 'vult'"))
        #expect(text.contains("No rule is about q.Copy."))
        #expect(text.contains("No line of the policy changes that: a VM that does not exist"))
    }
}
