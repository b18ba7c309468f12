using Workflow.Training.Configuration;

namespace Workflow.Training.Tests.Configuration;

public sealed class ConfigProblemsTests
{
    private static readonly ConfigLocation Anchor = new("pipelines.yaml", 5, 13);

    // What stands at an anchor is wrong once, however many pipelines use it.
    [Fact]
    public void ThrowIfAny_TheSameAtAnAnchorOfSeveralPipelines_IsToldOnce()
    {
        ConfigurationException thrown = Throw(("pipelines.a.split.seed", "'x' is no number"), ("pipelines.b.split.seed", "'x' is no number"), ("pipelines.c.split.seed", "'x' is no number"), ("pipelines.d.split.seed", "'x' is no number"));
        Assert.Equal($"{Anchor}: pipelines.a.split.seed: 'x' is no number (shared by pipelines.b.split.seed, pipelines.c.split.seed and 1 more)", thrown.Message);
    }

    [Fact]
    public void ThrowIfAny_OtherKeysOrWordsAtOnePlace_AreToldEach()
    {
        ConfigurationException thrown = Throw(("pipelines.a.recipe", "a value is missing"), ("pipelines.a.target", "a value is missing"), ("pipelines.b.target", "another thing"));
        Assert.Equal(["a value is missing", "a value is missing", "another thing"], thrown.Problems.Select(problem => problem.Message));
    }

    private static ConfigurationException Throw(params (string Path, string Message)[] found)
    {
        var problems = new ConfigProblems();
        foreach ((string path, string message) in found) problems.Add(Anchor, path, message);
        return Assert.Throws<ConfigurationException>(problems.ThrowIfAny);
    }
}
