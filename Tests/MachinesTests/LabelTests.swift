import Machines
import Testing

@Suite struct LabelTests {
    @Test func `labels are the eight of Qubes, in its order and shades`() {
        #expect(
            Label.allCases.map { "\($0.rawValue) \($0.hexColor)" } == [
                "red #cc0000", "orange #f57900", "yellow #edd400", "green #73d216", "gray #555555", "blue #3465a4",
                "purple #75507b", "black #000000",
            ])
    }

    @Test func `every label has a terminal colour of its own`() {
        #expect(Set(Label.allCases.map(\.xtermColor)).count == Label.allCases.count)
    }
}
