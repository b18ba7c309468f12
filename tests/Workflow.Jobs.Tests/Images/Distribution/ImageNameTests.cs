using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Tests.Images.Distribution;

public sealed class ImageNameTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("debian", "docker.io", "library/debian", null, null)]
    [InlineData("debian:12", "docker.io", "library/debian", "12", null)]
    [InlineData("team/valve:1.2_3-x", "docker.io", "team/valve", "1.2_3-x", null)]
    [InlineData("docker.io/debian", "docker.io", "library/debian", null, null)]
    [InlineData("index.docker.io/team/valve", "docker.io", "team/valve", null, null)]
    [InlineData("localhost/valve", "localhost", "valve", null, null)]
    [InlineData("localhost:5000/a/b__c/d.e:t", "localhost:5000", "a/b__c/d.e", "t", null)]
    [InlineData("localhost:5000", "docker.io", "library/localhost", "5000", null)]
    [InlineData("[::1]:5000/valve:t", "[::1]:5000", "valve", "t", null)]
    [InlineData("my.azurecr.io/models/valve@sha256:" + Hex, "my.azurecr.io", "models/valve", null, "sha256:" + Hex)]
    [InlineData("my.azurecr.io/models/valve:7@sha256:" + Hex, "my.azurecr.io", "models/valve", "7", "sha256:" + Hex)]
    public void Parse_AName_IsTakenApartAsDockerDoes(string text, string registry, string repository, string? tag, string? digest)
    {
        ImageName name = ImageName.Parse(text);
        Assert.Equal((registry, repository, tag, digest), (name.Registry, name.Repository, name.Tag, name.Digest));
        Assert.Equal(name, ImageName.Parse(name.ToString()));
    }

    [Theory]
    [InlineData("", "is not a repository")]
    [InlineData("team/Valve", "the repository 'team/Valve' has capital letters")]
    [InlineData("a//b", "'a//b' is not a repository")]
    [InlineData("a/../b", "'a/../b' is not a repository")]
    [InlineData("a..b", "is not a repository")]
    [InlineData("a___b", "is not a repository")]
    [InlineData("-a", "is not a repository")]
    [InlineData("a/b\n", "is not a repository")]
    [InlineData("a b", "is not a repository")]
    [InlineData("a:", "'' is not a tag")]
    [InlineData("a:.b", "'.b' is not a tag")]
    [InlineData("a:b%2f", "'b%2f' is not a tag")]
    [InlineData("a@sha256:12", "'sha256:12' is not a digest")]
    [InlineData("a@md5:" + Hex, "is not a digest")]
    [InlineData("a@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", "is not a digest")]
    [InlineData("host:99999/a", "'host:99999' is not a registry")]
    [InlineData("host:0/a", "'host:0' is not a registry")]
    [InlineData("user@host/a", "is not")]
    [InlineData("https://host/a", "is not")]
    [InlineData("host_x.example/a", "'host_x.example' is not a registry")]
    [InlineData("-host.example/a", "'-host.example' is not a registry")]
    public void Parse_NoName_SaysWhichPartAndWhatIsAllowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<ImageException>(() => ImageName.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_TooLong_IsRefused()
    {
        Assert.Equal(new string('a', 255), ImageName.Parse($"host.example/{new string('a', 255)}").Repository);
        Assert.Contains("256 characters", Assert.Throws<ImageException>(() => ImageName.Parse($"host.example/{new string('a', 256)}")).Message, StringComparison.Ordinal);
        Assert.Contains("is not a tag", Assert.Throws<ImageException>(() => ImageName.Parse($"a:{new string('t', 129)}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_NothingNamed_IsLatest()
    {
        Assert.Equal("latest", ImageName.Parse("a").Reference);
        Assert.Equal("t", ImageName.Parse("a:t").Reference);
        Assert.Equal($"sha256:{Hex}", ImageName.Parse($"a:t@sha256:{Hex}").Reference);
    }

    [Fact]
    public void Parse_EveryNameThatIsWritten_IsTheSameAgain() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2_000).WithReplay(811, 813),
        Prop.ForAll(Names().ToArbitrary(), name => Assert.Equal(name, ImageName.Parse(name.ToString()))));

    // Whatever is read is written back as something that is read the same; everything else is refused in words.
    [Fact]
    public void Parse_AnyText_IsANameOrRefused() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(3_000).WithReplay(815, 817),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            try
            {
                ImageName name = ImageName.Parse(text);
                Assert.Equal(name, ImageName.Parse(name.ToString()));
            }
            catch (ImageException refused)
            {
                Assert.StartsWith("the image name '", refused.Message, StringComparison.Ordinal);
            }
        }));

    private static Gen<ImageName> Names() =>
        from registry in Gen.Elements("docker.io", "localhost", "localhost:5000", "a.example", "A.b-c.example:443", "127.0.0.1:65535", "[fe80::1]", "HOST")
        from folders in Gen.Elements("a", "0", "a.b", "a_b", "a__b", "a---b", "library", "x9").NonEmptyListOf()
        from tag in Gen.Elements(null, "latest", "_", "1.0-rc.1", "A")
        from digest in Gen.Elements(null, $"sha256:{Hex}")
        select new ImageName(registry, string.Join('/', folders.Take(20)), tag, digest);

    private static Gen<string> Texts()
    {
        string[] pieces = ["a", "A", "0", ".", "_", "__", "-", "/", ":", "@", "sha256:", Hex, "localhost", "docker.io", "host.example", "5000", "[::1]", " ", "\n", "ü", "%", "latest"];
        return Gen.OneOf(Gen.Elements(pieces).ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty));
    }
}
