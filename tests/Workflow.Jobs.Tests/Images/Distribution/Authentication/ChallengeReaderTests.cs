using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Tests.Images.Distribution.Authentication;

public sealed class ChallengeReaderTests
{
    [Fact]
    public void Read_ChallengeOfDockerHub_HasItsParameters()
    {
        AuthenticationChallenge challenge = Assert.Single(Read(
            """Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:samalba/my-app:pull,push" """));
        Assert.True(challenge.Is("bearer"));
        Assert.Equal("https://auth.docker.io/token", challenge["realm"]);
        Assert.Equal("registry.docker.io", challenge["Service"]);
        Assert.Equal("repository:samalba/my-app:pull,push", challenge["scope"]);
        Assert.Null(challenge["error"]);
    }

    [Theory]
    [InlineData("Basic", "Basic:")]
    [InlineData("Basic realm=x", "Basic:realm=x")]
    [InlineData("Basic realm = \"a \\\"b\\\" \\\\c\"", "Basic:realm=a \"b\" \\c")]
    [InlineData("Basic , Bearer realm=\"r\"", "Basic:|Bearer:realm=r")]
    [InlineData("Basic realm=\"a, b\", Bearer realm=\"r\", service=s", "Basic:realm=a, b|Bearer:realm=r;service=s")]
    [InlineData(" , Basic realm=x,, ", "Basic:realm=x")]
    [InlineData("Negotiate YWJj==, Basic realm=x", "Negotiate:YWJj==|Basic:realm=x")]
    [InlineData("Newauth realm=\"\"", "Newauth:realm=")]
    public void Read_Challenges_AreListed(string text, string expected) => Assert.Equal(
        expected,
        string.Join('|', Read(text).Select(challenge => $"{challenge.Scheme}:{challenge.Token}{string.Join(';', challenge.Parameters.Select(one => $"{one.Key}={one.Value}"))}")));

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("=x")]
    [InlineData("Bearer realm=\"open")]
    [InlineData("Bearer realm=\"open\\")]
    [InlineData("Bearer realm=\"a\" service=\"b\"")]
    [InlineData("Bearer realm=\"a\",realm=\"b\"")]
    [InlineData("Bearer realm=\"a\",Realm=\"b\"")]
    [InlineData("Bearer realm=\"a\"x")]
    [InlineData("Bearer realm=\"a\nb\"")]
    [InlineData("Bearer \"a\"")]
    [InlineData("Bearer re@lm=a")]
    [InlineData("{Bearer} realm=a")]
    public void Read_Malformed_IsNothing(string text) => Assert.Null(ChallengeReader.Read(text));

    [Fact]
    public void Read_EveryListThatIsWritten_IsTheSameAgain() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2_000).WithReplay(821, 823),
        Prop.ForAll(Challenges().NonEmptyListOf().ToArbitrary(), challenges =>
        {
            IReadOnlyList<AuthenticationChallenge>? read = ChallengeReader.Read(string.Join(", ", challenges));
            Assert.NotNull(read);
            Assert.Equal(challenges.Select(one => one.ToString()), read.Select(one => one.ToString()));
        }));

    [Fact]
    public void Read_AnyText_EndsAndIsConsistent() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(5_000).WithReplay(825, 827),
        Prop.ForAll(Texts().ToArbitrary(), text =>
        {
            if (ChallengeReader.Read(text) is not { } read) return;
            IReadOnlyList<AuthenticationChallenge>? again = ChallengeReader.Read(string.Join(",", read));
            Assert.NotNull(again);
            Assert.Equal(read.Select(one => one.ToString()), again.Select(one => one.ToString()));
        }));

    private static IReadOnlyList<AuthenticationChallenge> Read(string text)
    {
        IReadOnlyList<AuthenticationChallenge>? challenges = ChallengeReader.Read(text);
        Assert.NotNull(challenges);
        return challenges;
    }

    private static Gen<AuthenticationChallenge> Challenges()
    {
        Gen<string> value = Gen.Elements("", "a", "\"", "\\", ",", "=", " ", "https://x/y?z=1", "\t", "ü").ListOf().Select(string.Concat);
        Gen<Dictionary<string, string>> parameters =
            from names in Gen.Elements("realm", "service", "scope", "error", "x-y").ListOf()
            from values in value.ListOf(5)
            select names.Distinct(StringComparer.Ordinal).Zip(values).ToDictionary(one => one.First, one => one.Second, StringComparer.OrdinalIgnoreCase);
        Gen<AuthenticationChallenge> named =
            from scheme in Gen.Elements("Basic", "Bearer", "x!y")
            from some in parameters
            select new AuthenticationChallenge(scheme, null, some);
        Gen<AuthenticationChallenge> token =
            from text in Gen.Elements("abc", "YWJj==", "a/b+c=")
            select new AuthenticationChallenge("Negotiate", text, new Dictionary<string, string>(StringComparer.Ordinal));
        return Gen.OneOf(named, token);
    }

    private static Gen<string> Texts() => Gen.OneOf(
        Gen.Elements("Basic", "Bearer", " ", ",", "=", "\"", "\\", "realm", "a", "realm=\"x\"", "==", "\t", "\n", "ü").ListOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty));
}
