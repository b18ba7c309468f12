using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Tests.Images.Distribution.Protocol;

/// <summary>What registries say in headers of their own.</summary>
public sealed class HeaderTests
{
    [Theory]
    [InlineData("0-1023", 1024L)]
    [InlineData("bytes=0-1023", 1024L)]
    [InlineData("0-0", 0L)]
    [InlineData("0-9223372036854775807", 0L)]
    [InlineData("1-1023", null)]
    [InlineData("0--1", null)]
    [InlineData("0-", null)]
    [InlineData("0-9223372036854775808", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Read_Range_IsHowMuchTheRegistryHas(string? header, long? expected) => Assert.Equal(expected, UploadRange.Read(Response("Range", header)));

    [Theory]
    [InlineData("</v2/a/tags/list?last=b&n=2>; rel=\"next\"", "/v2/a/tags/list?last=b&n=2")]
    [InlineData("<x>;rel=next", "x")]
    [InlineData("<first>; rel=\"prev\", <second>; title=\"more\"; rel=\"next\"", "second")]
    [InlineData("<first>; rel=\"next\", <second>; rel=\"prev\"", "first")]
    [InlineData("<x>; rel=\"prev\"", null)]
    [InlineData("<>; rel=\"next\"", null)]
    [InlineData("x; rel=\"next\"", null)]
    [InlineData(null, null)]
    public void Next_Link_IsTheNextPage(string? header, string? expected) => Assert.Equal(expected, PageLink.Next(Response("Link", header)));

    [Theory]
    [InlineData(null, "repository:a:pull,push")]
    [InlineData("repository:a:pull", "repository:a:pull,push")]
    [InlineData("repository:a:delete,pull repository:b:pull", "repository:a:delete,pull,push repository:b:pull")]
    [InlineData("repository:host:5000/a:pull registry:catalog:*", "registry:catalog:* repository:a:pull,push repository:host:5000/a:pull")]
    [InlineData("nonsense repository:a repository:a:", "repository:a:pull,push")]
    public void Merge_ScopesOfAChallenge_AreAddedToWhatIsNeeded(string? asked, string expected) =>
        Assert.Equal(expected, string.Join(' ', RegistryScope.Merge([RegistryScope.Push("a")], asked)));

    private static HttpResponseMessage Response(string name, string? value)
    {
        var response = new HttpResponseMessage();
        if (value is not null) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}
