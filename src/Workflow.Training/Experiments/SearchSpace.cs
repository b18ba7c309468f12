using Workflow.Scoring.Maths;
using Workflow.Training.Learners.Logistic;
using Workflow.Training.Learners.Prior;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Randomness;

namespace Workflow.Training.Experiments;

/// <summary>
/// The candidates of a search, in a fixed order that depends on the seed alone: the prior baseline, logistic regression at three strengths
/// of its penalty, XGBoost with its own defaults, then XGBoost with parameters drawn at random.
/// </summary>
public static class SearchSpace
{
    // Above this many rows, looking at every split point costs more than it gains.
    private const int MostRowsForExact = 50_000;

    private static readonly double[] LogisticLambdas = [1e-1, 1e-2, 1e-3];

    /// <summary>Names of the learners.</summary>
    public static IReadOnlyList<string> LearnerNames { get; } = ["prior", "logistic", "xgboost"];

    /// <summary>The first candidates.</summary>
    /// <param name="definition">How many, which learners, and the seed.</param>
    /// <param name="rows">Training rows, which decide between exact and binned splits.</param>
    internal static IReadOnlyList<TrialProposal> Propose(ExperimentDefinition definition, int rows)
    {
        var proposals = new List<TrialProposal>();
        if (Has("prior")) Add(_ => new PriorLearner());
        if (Has("logistic"))
        {
            foreach (double lambda in LogisticLambdas) Add(_ => new LogisticLearner(lambda));
        }

        if (Has("xgboost"))
        {
            XGBoostParameters defaults = new() { Seed = definition.Seed, TreeMethod = rows <= MostRowsForExact ? "exact" : "hist" };
            Add(cache => new XGBoostLearner(defaults, cache));
            for (int draw = 0; proposals.Count < definition.Trials; draw++)
            {
                XGBoostParameters drawn = Draw(defaults, SeededRandom.For(definition.Seed, "search", draw));
                Add(cache => new XGBoostLearner(drawn, cache));
            }
        }

        return [.. proposals.Take(definition.Trials)];

        bool Has(string learner) => definition.Learners.Contains(learner, StringComparer.Ordinal);
        void Add(Func<DMatrixCache, Learners.ILearner> create) => proposals.Add(new TrialProposal(proposals.Count, create));
    }

    // Ranges around the defaults: low regularisation pays on well-separated classes, column sampling on noisy ones.
    private static XGBoostParameters Draw(XGBoostParameters defaults, SeededRandom random) => defaults with
    {
        Eta = LogUniform(random, 0.05, 0.5),
        MaxDepth = 2 + random.Next(7),
        MinChildWeight = LogUniform(random, 0.1, 3),
        Subsample = random.Choose<double>([0.8, 0.9, 1]),
        ColsampleByTree = random.Choose<double>([0.7, 1]),
        ColsampleByLevel = random.Choose<double>([0.4, 0.7, 1]),
        Lambda = LogUniform(random, 0.1, 10),
    };

    // Four decimals, and below 0.1 four significant digits: parameters that a person can read and type again.
    private static double LogUniform(SeededRandom random, double low, double high)
    {
        double value = PortableMath.Exp(random.NextDouble(PortableMath.Log(low), PortableMath.Log(high)));
        double scale = 1e4;
        while (value * scale < 1000) scale *= 10;
        return Math.Round(value * scale) / scale;
    }
}
