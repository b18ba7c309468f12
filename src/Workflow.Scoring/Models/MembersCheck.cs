namespace Workflow.Scoring.Models;

/// <summary>Proves that the members of a model of several fit each other and its rows.</summary>
internal static class MembersCheck
{
    /// <summary>Room for a linear model with a weight of up to a million, yet far enough from the largest double that rounding cannot reach it.</summary>
    public const double LargestMargin = 1e306;

    /// <summary>Checks the members.</summary>
    /// <exception cref="ArgumentException">The first thing that is wrong, with its member.</exception>
    public static void Run(int featureCount, int marginCount, EnsembleMember[] members)
    {
        var seenBy = new int[featureCount];
        for (int i = 0; i < members.Length; i++)
        {
            EnsembleMember member = members[i];
            ContentCheck.Require(
                member.Model.MarginCount == marginCount, $"member {i} has {member.Model.MarginCount} margins, others {marginCount}");
            ContentCheck.Require(double.IsFinite(member.Weight) && member.Weight > 0, $"member {i}: the weight must be positive and finite");
            ContentCheck.Require(
                member.Features.Length == member.Model.FeatureCount,
                $"member {i}: {member.Features.Length} features are selected for a model of {member.Model.FeatureCount}");
            foreach (int feature in member.Features)
            {
                ContentCheck.Require((uint)feature < (uint)featureCount, $"member {i}: feature {feature} of {featureCount}");
                ContentCheck.Require(seenBy[feature] != i + 1, $"member {i}: feature {feature} stands twice");
                seenBy[feature] = i + 1;
            }
        }
    }
}
