import Assertions
import Foundation
import Testing

/// The examples of the documents, which people copy.
@Suite struct DocumentTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs")

    @Test func everyExampleIsRead() throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
        var count = 0
        for name in names where name.hasSuffix(".md") {
            let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
            for block in text.components(separatedBy: "```assert\n").dropFirst() {
                let problems = Sample.problems(block.components(separatedBy: "\n```")[0], file: name)
                #expect(problems.isEmpty, "\(problems)")
                count += 1
            }
        }
        #expect(count > 8)
    }
}
