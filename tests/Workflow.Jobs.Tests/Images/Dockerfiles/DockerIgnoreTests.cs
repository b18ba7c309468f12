using Workflow.Jobs.Images.Dockerfiles;

namespace Workflow.Jobs.Tests.Images.Dockerfiles;

public sealed class DockerIgnoreTests
{
    [Theory]
    [InlineData("*.log", "a.log", true)]
    [InlineData("*.log", "b/a.log", false)]
    [InlineData("**/*.log", "b/c/a.log", true)]
    [InlineData("**/*.log", "a.log", true)]
    [InlineData("secrets", "secrets/key", true)]
    [InlineData("/secrets/", "secrets/key", true)]
    [InlineData("./secrets", "secrets/key", true)]
    [InlineData("secrets", "secrets2/key", false)]
    [InlineData("?.txt", "a.txt", true)]
    [InlineData("?.txt", "ab.txt", false)]
    [InlineData("a+b", "a+b", true)]
    [InlineData("# secrets", "secrets", false)]
    [InlineData("*\n!keep", "keep", false)]
    [InlineData("*\n!keep", "other", true)]
    [InlineData("!keep\n*", "keep", true)]
    [InlineData("", "anything", false)]
    public void LeavesOut_OfEachLine_TheLastThatFitsDecides(string lines, string path, bool expected) =>
        Assert.Equal(expected, new DockerIgnore(lines.Split('\n')).LeavesOut(path));
}
