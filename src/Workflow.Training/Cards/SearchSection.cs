using Workflow.Training.Charts;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;

namespace Workflow.Training.Cards;

/// <summary>The part of the model card that tells how the model was found.</summary>
internal static class SearchSection
{
    private const int TrialsShown = 10;

    /// <summary>Appends it.</summary>
    /// <param name="html">The card.</param>
    /// <param name="leaderboard">All trials, and the ensemble, best first.</param>
    /// <param name="choice">Why the model was chosen.</param>
    public static void Add(HtmlText html, IReadOnlyList<LeaderboardEntry> leaderboard, string choice)
    {
        int trials = leaderboard.Count(entry => entry.Members.Count == 0);
        html.Element("h2", $"Search: {HtmlText.Count(trials)} trials, judged by cross-validation on the training rows");
        html.Element("p", $"Why this model: {choice.TrimEnd('.')}.");
        if (SearchChart.Render(leaderboard) is { } chart) html.Raw(chart);
        html.Element("p", LossText.Of(leaderboard.Any(entry => entry.Rmse is not null)));
        html.Table(
            ["trial", "learner", "columns seen as", "loss", "macro F1", "MCC", "rounds", "parameters"],
            leaderboard.Take(TrialsShown).Select(trial => (IReadOnlyList<string>)
            [
                HtmlText.Count(trial.Trial), trial.Learner, EncodingText(trial.Encoding), HtmlText.Number(trial.Loss, 6), HtmlText.Number(trial.F1Macro), HtmlText.Number(trial.Mcc),
                HtmlText.Count(trial.Rounds), string.Join(", ", trial.Parameters.Select(p => $"{p.Key} {p.Value}")),
            ]),
            3);
        foreach (LeaderboardEntry ensemble in leaderboard.Where(entry => entry.Members.Count > 0))
        {
            html.Element("p", $"The ensemble: {string.Join(", ", ensemble.Members.Select(member => $"{HtmlText.Number(100 * member.Weight, 0)} % {member.Learner} {HtmlText.Count(member.Trial)}"))}.");
        }

        foreach (LeaderboardEntry failed in leaderboard.Where(entry => entry.Status == TrialStatus.Failed).Take(TrialsShown))
        {
            html.Element("p", $"Trial {HtmlText.Count(failed.Trial)} ({failed.Learner}) failed: {failed.Reason}", "note");
        }

        int givenUp = leaderboard.Count(entry => entry.Status == TrialStatus.Pruned);
        if (givenUp > 0) html.Element("p", $"Given up early, after fewer folds: {HtmlText.Count(givenUp)}.");
        if (leaderboard.Count > TrialsShown) html.Element("p", $"The other {HtmlText.Count(leaderboard.Count - TrialsShown)} are in card.json.");
    }

    private static string EncodingText(string? encoding) => encoding switch
    {
        null => "–",
        nameof(FeatureEncoding.NormalScore) => "normal scores",
        nameof(FeatureEncoding.Logarithm) => "logarithms",
        nameof(FeatureEncoding.Ordinal) => "numbers",
        _ => "they are",
    };
}
