using Workflow.Jobs.Deployment.Exports;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class ExportRequestTests
{
    [Theory]
    [InlineData("registry.example.com/models/cooling")]
    [InlineData("registry.example.com/models/cooling:prod")]
    [InlineData("registry.example.com/models/cooling@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("registry.example.com/models/cooling:prod@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Of_NameOfARepository_IsTheImageByTheVersionsDigest(string name) =>
        Assert.Equal($"registry.example.com/models/cooling@{TestExports.Digest}", TestExports.Of(name).Image.ToString());

    [Fact]
    public void Of_DigestOfAnotherImage_IsRefusedWithItsOwn()
    {
        var refused = Assert.Throws<ExportException>(() => TestExports.Of($"registry.example.com/cooling@sha256:{new string('b', 64)}"));
        Assert.Contains($"cooling@3 is {TestExports.Digest}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnyHostileName_IsRefused()
    {
        foreach (string hostile in TestExports.Hostile)
        {
            Exception? refused = Record.Exception(() => TestExports.Of($"registry.example.com/{hostile}x/cooling"));
            if (hostile.Length == 0) Assert.Null(refused);
            else Assert.True(refused is ImageException or ExportException, $"{hostile}: {refused}");
        }
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("${a}")]
    [InlineData("Cooling")]
    [InlineData("a b")]
    [InlineData("")]
    public void Of_ModelWhoseNameIsNone_IsRefused(string model) =>
        Assert.Throws<ExportException>(() => ExportRequest.Of(TestExports.Version with { Model = model }, TestExports.Repository, TestExports.Pipeline));

    [Fact]
    public void Of_VersionWithoutAnImage_IsRefused()
    {
        var refused = Assert.Throws<ExportException>(() => ExportRequest.Of(TestExports.Version with { Image = null }, TestExports.Repository, TestExports.Pipeline));
        Assert.Equal("cooling@3 has no image: its run did not reach build-image", refused.Message);
    }
}
