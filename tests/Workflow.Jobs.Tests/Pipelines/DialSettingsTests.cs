using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Plans;
using Workflow.Training.Experiments;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class DialSettingsTests
{
    [Theory]
    [InlineData("train.accuracy")]
    [InlineData("train.time")]
    [InlineData("train.interpretability")]
    public void ByDial_OfADial_NamesWhatItsPositionsChangeAndNothingElse(string dial)
    {
        IReadOnlyDictionary<string, string>[] positions = [.. Enumerable.Range(1, 10).Select(position => DialSettings.Read(At(dial, position).Apply(new ExperimentDefinition())))];
        Assert.Equal(
            positions[0].Keys.Where(key => positions.Select(settings => settings[key]).Distinct(StringComparer.Ordinal).Skip(1).Any()).Order(StringComparer.Ordinal),
            DialSettings.ByDial[dial].Order(StringComparer.Ordinal));
        Assert.Equal(DialSettings.ByDial[dial], DialSettings.Governed(At(dial, 5)));
    }

    [Fact]
    public void Of_EnsembleNamedBesideInterpretability_IsSaidToStay()
    {
        Dials dials = At("train.interpretability", 8);
        ExperimentDefinition search = dials.Apply(new ExperimentDefinition()) with { EnsembleSize = 5, Learners = ["logistic"] };
        Assert.Equal(
            "accuracy as it is, time as it is, interpretability 8; train.learners is named itself and stays logistic"
            + $" (the dial: {string.Join(", ", SearchSpace.LearnerNames)}); train.ensemble is named itself and stays 5 (the dial: 1)",
            DialTexts.Of(search, dials));
    }

    // Whoever turns a dial for one run means it, whatever the file names; what is named beside it stays.
    [Theory]
    [InlineData("train.budget.trials train.budget.search_rows", "train.time=7", "seed=1")]
    [InlineData("train.budget.search_rows", "train.time=7", "train.budget.trials=50")]
    [InlineData("", "train.time=7", "train.budget={trials: 50}")]
    [InlineData("train.folds train.ensemble train.columns train.learners", "train.accuracy=3", "train.interpretability=8")]
    [InlineData("", "train.accuracy=", "nothing")]
    public void TakenBack_BySettings_AreTheKeysThatADialStandsForAndNobodyNames(string expected, params string[] settings) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), DialSettings.TakenBack(settings));

    private static Dials At(string dial, int position) => new(
        dial == "train.accuracy" ? position : null,
        dial == "train.time" ? position : null,
        dial == "train.interpretability" ? position : null);
}
