using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Deployment.Access;

public sealed class EnvironmentKeysTests : IDisposable
{
    private const string Variable = "WORKFLOW_TEST_OF_ENVIRONMENT_KEYS";
    private readonly TemporaryFolder _folder = new();

    private string KeyFile => _folder.File("keys");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("one", "one")]
    [InlineData("# of the gateway\none\r\n\n  two  \n", "one,two")]
    [InlineData("one\none\ntwo", "one,two")]
    [InlineData("aA0-._~+/=", "aA0-._~+/=")]
    public void Of_File_HasOneKeyALine(string text, string keys)
    {
        File.WriteAllText(KeyFile, text);
        ApiKeys read = Read($"file:{KeyFile}");
        Assert.Equal(keys, read.ForScorer.Reveal());
        Assert.Equal(($"file:{KeyFile}", keys.Split(',').Length), (read.Handed!.From, read.Handed.Count));
    }

    [Fact]
    public void Of_Variable_HasCommasOrLinesBetween()
    {
        Environment.SetEnvironmentVariable(Variable, "one, two\nthree");
        Assert.Equal("one,two,three", Read($"env:{Variable}").ForScorer.Reveal());
        Assert.Equal("3 keys of env:" + Variable, $"{Read($"env:{Variable}")}");
    }

    [Fact]
    public void Of_NoReference_AsksForNone()
    {
        Assert.False(Read(null).AreAsked);
        Assert.Null(Read(null).Handed);
    }

    [Theory]
    [InlineData("", "holds no key: write at least one there (openssl rand -hex 32 makes one), or take apiKeys out of the environment, so that everybody is answered")]
    [InlineData("# none\n\n", "holds no key")]
    [InlineData("good\nsecret part\n", "has something else than a key in line 2: letters, digits and -._~+/= are allowed, one key a line")]
    [InlineData("secret,other", "has something else than a key in line 1")]
    public void Of_FileWithoutKeys_IsRefusedWithoutTellingAny(string text, string why)
    {
        File.WriteAllText(KeyFile, text);
        string told = Assert.Throws<DeploymentException>(() => Read($"file:{KeyFile}")).Message;
        Assert.StartsWith($"environment prod: apiKeys file:{KeyFile} {why}", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NothingThere_NamesPlaceAndRemedy()
    {
        Assert.Equal(
            $"environment prod: apiKeys env:{Variable} is not set in the environment of this process. Set it where workflow runs; where a server, gateway or worker runs, in its environment, and start that again",
            Assert.Throws<DeploymentException>(() => Read($"env:{Variable}")).Message);
        string told = Assert.Throws<DeploymentException>(() => Read($"file:{KeyFile}")).Message;
        Assert.StartsWith($"environment prod: apiKeys file:{KeyFile} cannot be read: there is no such file. Write", told, StringComparison.Ordinal);
        Assert.EndsWith("Write one key a line there, readable for the user that workflow runs as", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_IsAnotherForOtherKeysAndTellsNoneOfThem()
    {
        string Revision(string text)
        {
            File.WriteAllText(KeyFile, text);
            return Read($"file:{KeyFile}").Handed!.Revision;
        }

        string both = Revision("one\ntwo");
        Assert.Equal(both, Revision("two\none"));
        Assert.NotEqual(both, Revision("one"));
        Assert.NotEqual(both, Revision("onetwo"));

        // Without the key of the home the same keys are told by another text.
        using var other = new TemporaryFolder();
        Assert.NotEqual(both, new EnvironmentKeys(new WorkflowHome(other.Path)).Of(EnvironmentOf($"file:{KeyFile}")).Handed!.Revision);
    }

    [Fact]
    public void Keys_WrittenInAnyWay_AreHidden()
    {
        File.WriteAllText(KeyFile, "planted");
        ApiKeys keys = Read($"file:{KeyFile}");
        var request = new DeploymentRequest("e", "m@1", "0", "f", null!) { Keys = keys };
        Assert.All([$"{keys}", $"{request}", $"{keys.Handed}", JobsJson.Write(keys), JobsJson.Write(request)], text => Assert.DoesNotContain("planted", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0123 2 env:NAME", "env:NAME", 2)]
    [InlineData("0123 1 file:/with a blank", "file:/with a blank", 1)]
    [InlineData("", null, 0)]
    [InlineData("0123 x env:NAME", null, 0)]
    public void HandedKeys_Text_IsReadBack(string text, string? from, int count)
    {
        HandedKeys? read = HandedKeys.Parse(text);
        Assert.Equal((from, count), (read?.From, read?.Count ?? 0));
        if (read is not null) Assert.Equal(text, read.ToString());
    }

    [Theory]
    [InlineData("apiKeys: env:PROD_KEYS", "env:PROD_KEYS")]
    [InlineData("apiKeys: file:/run/secrets/keys", "file:/run/secrets/keys")]
    [InlineData("platform: process", null)]
    public void Reader_Environment_HasTheReferenceAlone(string line, string? reference) =>
        Assert.Equal(reference, Assert.Single(TestPipelines.Open(Yaml(line)).Read("p", []).Environments).ApiKeys);

    // Whoever has written a key there must not find it in a log, too.
    [Theory]
    [InlineData("apiKeys: the-secret-itself")]
    [InlineData("apiKeys: file:relative-secret")]
    [InlineData("apiKeys: ")]
    [InlineData("apiKeys: {env: SECRET}")]
    [InlineData("apiKeys: [env:SECRET]")]
    public void Reader_NoReference_IsRefusedWithoutTellingIt(string line)
    {
        string told = Assert.Throws<ConfigurationException>(() => TestPipelines.Open(Yaml(line)).Read("p", [])).Message;
        Assert.Contains("pipelines.p.environments.dev.apiKeys: ", told, StringComparison.Ordinal);
        Assert.Contains("env:NAME for an environment variable, or file:/path for a file", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    private static string Yaml(string line) => $"pipelines: {{p: {{recipe: r.yaml, target: t, environments: {{dev: {{{line}}}}}}}}}\n";

    private static EnvironmentDefinition EnvironmentOf(string? reference) => new() { Name = "prod", Platform = "process", ApiKeys = reference };

    private ApiKeys Read(string? reference) => new EnvironmentKeys(new WorkflowHome(_folder.File("home"))).Of(EnvironmentOf(reference));
}
