using Workflow.Jobs.Deployment.Exports;

namespace Workflow.Jobs.Tests.Deployment.Exports;

public sealed class LambdaNamesTests
{
    private const string BucketRule = "3 to 63 lower-case letters, digits, '-' and '.' are allowed, a letter or digit first and last, no two '.' together, and no IP address";

    [Theory]
    [InlineData("My-Bucket")]
    [InlineData("my_bucket")]
    [InlineData("ab")]
    [InlineData("-ab")]
    [InlineData("ab-")]
    [InlineData(".ab")]
    [InlineData("a..b")]
    [InlineData("192.168.5.4")]
    [InlineData("a b")]
    [InlineData("abc\n")]
    [InlineData("${abc}")]
    [InlineData("bücket")]
    [InlineData("")]
    public void Require_BucketThatAmazonRefuses_IsRefusedWithTheRule(string bucket)
    {
        var refused = Assert.Throws<ExportException>(() => LambdaNames.Require(null, bucket));
        Assert.Equal($"AWS does not allow these names:\nbucket '{bucket}': {BucketRule}", refused.Message);
    }

    [Theory]
    [InlineData("xn--abc", "'xn--' in front")]
    [InlineData("sthree-abc", "'sthree-' in front")]
    [InlineData("abc-s3alias", "'-s3alias' at the end")]
    [InlineData("abc--x-s3", "'--x-s3' at the end")]
    public void Require_BucketWithAReservedName_IsRefused(string bucket, string words) =>
        Assert.Contains($"names with {words} are Amazon's own", Assert.Throws<ExportException>(() => LambdaNames.Require(null, bucket)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("abc")]
    [InlineData("a.b-c.9")]
    [InlineData("192.168.5")]
    [InlineData("192.168.5.400")]
    public void Require_BucketThatAmazonAllows_IsAllowed(string bucket) => LambdaNames.Require(null, bucket);

    [Fact]
    public void Require_BucketOf63_IsAllowedAndOf64Not()
    {
        LambdaNames.Require(null, new string('a', 63));
        Assert.Throws<ExportException>(() => LambdaNames.Require(null, new string('a', 64)));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("${a}")]
    [InlineData("ä")]
    [InlineData("")]
    public void Require_NameThatAmazonRefuses_IsRefusedWithTheRule(string name)
    {
        var refused = Assert.Throws<ExportException>(() => LambdaNames.Require(name, null));
        Assert.Contains($"name '{name}': 1 to 55 letters, digits, '-' and '_' are allowed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_NameOf64WithItsPrefix_IsAllowedAndOf65Not()
    {
        LambdaNames.Require(new string('A', 55), null);
        LambdaNames.Require("Cool_er-1", null);
        Assert.Throws<ExportException>(() => LambdaNames.Require(new string('a', 56), null));
    }

    [Fact]
    public void Require_BothWrong_AreToldAtOnce() => Assert.Equal(3, Assert.Throws<ExportException>(() => LambdaNames.Require("a b", "A_B")).Message.Split('\n').Length);
}
