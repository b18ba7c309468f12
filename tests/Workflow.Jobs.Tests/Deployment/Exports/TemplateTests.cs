using System.Text;
using System.Text.Json;
using Workflow.Jobs.Deployment.Exports;
using YamlDotNet.RepresentationModel;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class TemplateTests
{
    [Fact]
    public void Fill_Placeholders_BecomeTheirValues() =>
        Assert.Equal("a 1, 1 and {{ b }} {\n", Fill("a.txt", "a {{ a }}, {{a}} and {{{{ b }} {\n", ("a", "1")));

    [Fact]
    public void Fill_ValueThatLooksLikeAPlaceholder_IsNotFilledAgain() => Assert.Equal("{{ b }}", Fill("a.txt", "{{ a }}", ("a", "{{ b }}"), ("b", "wrong")));

    [Fact]
    public void Fill_WhatIsNoPlaceholder_IsToldWithFileAndLineAllAtOnce()
    {
        ExportedFile[] files =
        [
            new("modules/main.tf", Encoding.UTF8.GetBytes("a\n\"{{ imgae }}\"\n{{ }}\n")),
            new("README.md", Encoding.UTF8.GetBytes("{{ .Values.a }} {{ image")),
        ];
        var refused = Assert.Throws<ExportException>(() => Template.Fill(files, TemplateValues.Of(TestExports.Of(TestExports.Repository))));
        string[] lines = refused.Message.Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("modules/main.tf:2: there is no value 'imgae'; did you mean 'image'? (allowed: data, digest, image, invocation_answer, ", lines[1], StringComparison.Ordinal);
        Assert.Equal("modules/main.tf:3: '{{' begins no placeholder such as {{ image }}; for the braces themselves write {{{{", lines[2]);
        Assert.StartsWith("README.md:1: '{{' begins no placeholder", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("README.md:1: '{{' begins no placeholder", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_WhatIsNoText_IsCopied()
    {
        byte[][] contents = [[0xFF, 0xFE, .. "{{ a }}"u8], [0, .. "{{ a }}"u8], []];
        foreach (byte[] content in contents)
        {
            ExportedFile filled = Assert.Single(Template.Fill([new ExportedFile("logo.png", content)], new Dictionary<string, TemplateValue>(StringComparer.Ordinal)));
            Assert.Equal(content, filled.Content.ToArray());
        }
    }

    [Fact]
    public void Fill_HostileTexts_AreTextsInJson()
    {
        foreach (string hostile in TestExports.Hostile)
            Assert.Equal(hostile, JsonElement.Parse(Fill("a.json", "{\"a\": \"{{ a }}\"}", ("a", hostile))).GetProperty("a").GetString());
    }

    [Fact]
    public void Fill_HostileTexts_AreTextsInYaml()
    {
        foreach (string hostile in TestExports.Hostile)
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Fill("a.YAML", "a: \"{{ a }}\"\nb: 1\n", ("a", hostile))));
            var read = (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
            Assert.Equal(2, read.Children.Count);
            Assert.Equal(hostile, ((YamlScalarNode)read["a"]).Value);
        }
    }

    [Fact]
    public void Fill_HostileTexts_AreTextsInHcl()
    {
        foreach (string hostile in TestExports.Hostile)
            Assert.Equal([hostile, "1"], HclShape.Read(Fill("a.tf", "a = \"{{ a }}\"\nb = \"1\"\n", ("a", hostile))).Texts);
    }

    // What Terraform itself takes them for, joined: one start of it is enough.
    [Theory]
    [InlineData("a.tf", "output \"value\" {\n  value = \"{{ a }}\"\n}\n")]
    [InlineData("a.tf.json", "{\"output\": {\"value\": {\"value\": \"{{ a }}\"}}}")]
    public async Task Fill_HostileTexts_AreTextsForTerraform(string file, string template)
    {
        string all = string.Join('|', TestExports.Hostile.Where(text => !text.Contains('\0', StringComparison.Ordinal)));
        Assert.Equal(all, await Terraform.EvaluateAsync(file, Fill(file, template, ("a", all))));
    }

    [Theory]
    [InlineData("a.json", "{{ j }}")]
    [InlineData("a.yml", "{{ j }}")]
    [InlineData("a.md", "{{ j }}")]
    public void Fill_JsonDocument_StandsByItself(string file, string template) => Assert.Equal(
        "{\"a\":\"b\"}",
        Assert.Single(Template.Fill([new ExportedFile(file, Encoding.UTF8.GetBytes(template))], new Dictionary<string, TemplateValue>(StringComparer.Ordinal) { ["j"] = new("{\"a\":\"b\"}", IsJson: true) })).Content.ToArray() is { } bytes ? Encoding.UTF8.GetString(bytes) : string.Empty);

    [Fact]
    public void Fill_JsonDocumentInHcl_IsATextOfIt()
    {
        string sample = TestExports.Of(TestExports.Repository).Sample.ScoreRequest;
        ExportedFile filled = Assert.Single(Template.Fill([new ExportedFile("a.hcl", "a = jsondecode(\"{{ sample_request }}\")\n"u8.ToArray())], TemplateValues.Of(TestExports.Of(TestExports.Repository))));
        Assert.Equal([sample], HclShape.Read(Encoding.UTF8.GetString(filled.Content.Span)).Texts);
    }

    private static string Fill(string file, string text, params (string Name, string Text)[] values) => Encoding.UTF8.GetString(
        Assert.Single(Template.Fill([new ExportedFile(file, Encoding.UTF8.GetBytes(text))], values.ToDictionary(value => value.Name, value => new TemplateValue(value.Text), StringComparer.Ordinal))).Content.Span);
}
