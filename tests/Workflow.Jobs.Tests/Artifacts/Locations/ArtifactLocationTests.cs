using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Artifacts.Locations;

namespace Workflow.Jobs.Tests.Artifacts.Locations;

public sealed class ArtifactLocationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_Nothing_IsTheHome(string? text) => Assert.Equal(new HomeArtifacts(), ArtifactLocation.Parse(text));

    [Theory]
    [InlineData("/mnt/share", "/mnt/share")]
    [InlineData("/mnt/a/../b", "/mnt/b")]
    public void Parse_AbsolutePath_IsASharedDirectory(string text, string path) => Assert.Equal(new SharedDirectory(path), ArtifactLocation.Parse(text));

    [Theory]
    [InlineData("s3://team", "team", "", null, null, "s3://team")]
    [InlineData("s3://team/", "team", "", null, null, "s3://team")]
    [InlineData("s3://my.team-1/a/b/", "my.team-1", "a/b", null, null, "s3://my.team-1/a/b")]
    [InlineData("s3://team?region=eu-central-1", "team", "", null, "eu-central-1", "s3://team")]
    [InlineData("s3://team/a?endpoint=http://minio:9000&region=eu-central-1", "team", "a", "http://minio:9000/", "eu-central-1", "s3://team/a at http://minio:9000")]
    [InlineData("s3://team?endpoint=https%3A%2F%2F127.0.0.1:9000/", "team", "", "https://127.0.0.1:9000/", null, "s3://team at https://127.0.0.1:9000")]
    public void Parse_Bucket_IsReadInItsParts(string text, string bucket, string prefix, string? endpoint, string? region, string shown)
    {
        ArtifactLocation location = ArtifactLocation.Parse(text);
        Assert.Equal(new S3Artifacts(bucket, prefix, endpoint is null ? null : new Uri(endpoint), region), location);
        Assert.Equal(shown, location.ToString());
    }

    [Fact]
    public void KeyOf_Digest_IsUnderThePrefix()
    {
        Assert.Equal("sha256/ab/abcdef", new S3Artifacts("team", "", null, null).KeyOf("abcdef"));
        Assert.Equal("a/b/sha256/ab/abcdef", new S3Artifacts("team", "a/b", null, null).KeyOf("abcdef"));
    }

    [Theory]
    [InlineData("artifacts", "'artifacts', is no absolute path")]
    [InlineData("./share", "'./share', is no absolute path")]
    [InlineData("~/share", "'~/share', is no absolute path")]
    [InlineData("S3://team", "no scheme that is known")]
    [InlineData("s4://team", "no scheme that is known")]
    [InlineData("https://team.s3.amazonaws.com", "no scheme that is known")]
    [InlineData("s3://", "'' is no name of a bucket")]
    [InlineData("s3:///a", "'' is no name of a bucket")]
    [InlineData("s3://Team", "'Team' is no name of a bucket")]
    [InlineData("s3://ab", "'ab' is no name of a bucket")]
    [InlineData("s3://team:9000/a", "'team:9000' is no name of a bucket")]
    [InlineData("s3://team/a//b", "'a//b' is no prefix")]
    [InlineData("s3://team/../b", "'../b' is no prefix")]
    [InlineData("s3://team/a b", "'a b' is no prefix")]
    [InlineData("s3://team?endpoint=minio:9000", "the endpoint must be http://host:port")]
    [InlineData("s3://team?endpoint=http://minio:9000/path", "the endpoint must be http://host:port")]
    [InlineData("s3://team?endpoint=ftp://minio", "the endpoint must be http://host:port")]
    [InlineData("s3://team?endpoint=", "endpoint has no value")]
    [InlineData("s3://team?endpoint", "endpoint has no value")]
    [InlineData("s3://team?region=eu&region=us", "region stands twice")]
    [InlineData("s3://team?region=EU West", "the region must be a name such as eu-central-1")]
    [InlineData("s3://team?regoin=eu-central-1", "'regoin' is not known behind the question mark; did you mean 'region'?")]
    public void Parse_AnythingElse_IsToldWithWhatIsAllowed(string text, string expected)
    {
        var told = Assert.Throws<ArtifactException>(() => ArtifactLocation.Parse(text));
        Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        Assert.StartsWith("the location of the artifacts", told.Message, StringComparison.Ordinal);
        Assert.Equal((ArtifactException.Unusable, false), (told.Code, told.IsRetryable));
    }

    // Where a secret may stand, nothing is repeated.
    [Theory]
    [InlineData("s3://KEY:hush/hush@team/a")]
    [InlineData("s3://team?endpoint=http://KEY:hush@minio:9000")]
    [InlineData("s3://team?region=KEY:hush@eu")]
    [InlineData("postgres://user:hush@host/database")]
    public void Parse_WithCredentials_RefusesWithoutRepeatingThem(string text) =>
        Assert.DoesNotContain("hush", Assert.Throws<ArtifactException>(() => ArtifactLocation.Parse(text)).Message, StringComparison.Ordinal);
}
