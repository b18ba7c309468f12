using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;
using Workflow.Jobs.Tests.TestData;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes.Manifests;

public sealed class ManifestYamlTests
{
    // Each of them some reader takes for something else than a text.
    private static readonly string[] Traps =
    [
        "", " ", "~", "null", "Null", "yes", "NO", "on", "Off", "y", "N", "true", "FALSE", "0", "1", "-1", "+1", "0o14", "014", "0x1f", "1_000", "1e3", ".5", ".inf", "-.Inf", ".NaN", "nan",
        "12:30:45", "2001-01-01", "<<", "=", "-", "- a", "---", "...", "?", ": a", "a: b", "a:", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`", "{}", "[]", "a, b", "'", "\"", "\\",
        "a\nb", "a\n", "\ta", "a ", "\u0085", "\u2028", "\ufeff", "\u00a0", "\u0007", "\u007f", "ünïcode", "日本", "😀", "team.azurecr.io/a@sha256:00", "/health/live", "9090",
    ];

    [Fact]
    public void Write_TextsThatLookLikeSomethingElse_ReadBackAsTexts()
    {
        foreach (string text in Traps)
        {
            YamlNode read = Read(new JsonObject { ["value"] = text, ["list"] = new JsonArray(text) });
            var value = (YamlScalarNode)read["value"];
            Assert.Equal(text, value.Value);
            Assert.Equal(text, ((YamlScalarNode)read["list"][0]).Value);
        }
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("Off")]
    [InlineData("y")]
    [InlineData("null")]
    [InlineData("0123456789")]
    [InlineData("1e3")]
    [InlineData("12:30")]
    [InlineData(".5")]
    [InlineData("~")]
    [InlineData("a: b")]
    [InlineData("a ")]
    [InlineData("")]
    public void Write_TextThatLooksLikeSomethingElse_IsQuoted(string text) =>
        Assert.Equal($"a: \"{text}\"\n", ManifestYaml.Write(new JsonObject { ["a"] = text }));

    [Theory]
    [InlineData("apps/v1")]
    [InlineData("hydraulic-cooling@7")]
    [InlineData("team.azurecr.io/a@sha256:00")]
    [InlineData("/health/live")]
    [InlineData("yesterday")]
    public void Write_OrdinaryText_StandsPlain(string text) => Assert.Equal($"a: {text}\n", ManifestYaml.Write(new JsonObject { ["a"] = text }));

    [Fact]
    public void Write_AnyTree_ReadsBackTheSame() => Properties.Hold(Trees(3), tree =>
    {
        var document = new JsonObject { ["root"] = tree.Tree?.DeepClone() };
        Assert.Equal(ManifestYaml.Write(document), ManifestYaml.Write((JsonObject)document.DeepClone()));
        AssertSame(document, Read(document));
    });

    private static YamlNode Read(JsonObject document)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(ManifestYaml.Write(document)));
        return Assert.Single(stream.Documents).RootNode;
    }

    private static void AssertSame(JsonNode? expected, YamlNode read)
    {
        switch (expected)
        {
            case JsonObject members:
                var mapping = Assert.IsType<YamlMappingNode>(read);
                Assert.Equal(members.Select(member => member.Key), mapping.Children.Keys.Select(key => ((YamlScalarNode)key).Value!));
                foreach ((string name, JsonNode? value) in members) AssertSame(value, mapping.Children[new YamlScalarNode(name)]);
                break;
            case JsonArray items:
                var sequence = Assert.IsType<YamlSequenceNode>(read);
                Assert.Equal(items.Count, sequence.Children.Count);
                for (int i = 0; i < items.Count; i++) AssertSame(items[i], sequence.Children[i]);
                break;
            default:
                AssertSameScalar(expected, Assert.IsType<YamlScalarNode>(read));
                break;
        }
    }

    private static void AssertSameScalar(JsonNode? expected, YamlScalarNode read)
    {
        bool isText = expected?.GetValueKind() == JsonValueKind.String;
        Assert.Equal(isText ? expected!.GetValue<string>() : expected?.ToJsonString() ?? "null", read.Value);
        if (!isText) Assert.Equal(ScalarStyle.Plain, read.Style);
    }

    private static Gen<Node> Trees(int depth)
    {
        Gen<string> texts = Gen.OneOf(Gen.Elements(Traps), Gen.Choose(0, 3).SelectMany(length => Gen.ArrayOf(Characters(), length)).Select(string.Concat));
        Gen<Node> leaves = Gen.OneOf(
            texts.Select(text => new Node(text)),
            Gen.Choose(-1000, 100_000).Select(number => new Node(number)),
            Gen.Elements(true, false).Select(truth => new Node(truth)),
            Gen.Constant(new Node(null)));
        if (depth == 0) return leaves;
        Gen<Node[]> children = Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(Trees(depth - 1), count));
        return Gen.OneOf(
            leaves,
            children.Select(items => new Node(new JsonArray([.. items.Select(item => item.Tree?.DeepClone())]))),
            from items in children
            from name in texts
            select new Node(new JsonObject(items.Select((item, at) => KeyValuePair.Create(name + at.ToString(CultureInfo.InvariantCulture), item.Tree?.DeepClone())))));
    }

    private static Gen<string> Characters() => Gen.OneOf(
        Gen.Choose(0x20, 0x7E).Select(code => ((char)code).ToString()),
        Gen.Elements("\n", "\t", "\u0085", "ä", "\u00a0", "\u2029", "😀", "\u0001"));

    // FsCheck's generators have no null of their own.
    private sealed record Node(JsonNode? Tree);
}
