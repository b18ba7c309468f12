using Workflow.Scoring.Explanations;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Explanations;

public sealed class MixtureExplainerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Explain_OneMemberOfTwoClasses_IsTheMemberTimesTheScale(int copies)
    {
        var member = new EnsembleMember(0.5, [2, 0], new LinearModel([0, 0], [1, 1], [3], [1, 10]));
        var model = new MixtureModel(3, [.. Enumerable.Repeat(member, copies)], 2);
        ModelContributions.AssertClose([2 * 10 * 1, 0, 2 * 3, 2 * 3], model.Contributions(1, 2, 3), 1e-9);
    }

    // A member that says the same of every row has nothing to contribute, but softens what the other says.
    [Fact]
    public void Explain_BesideAConstant_KeepsTheOrderAndTheSum()
    {
        var first = new LinearModel([0, 0], [1, 1], [0], [1, -3]);
        var model = new MixtureModel(2, [new EnsembleMember(0.5, [0, 1], first), new EnsembleMember(0.5, [1], new ConstantModel(1, [0]))], 1);
        double[] contributions = model.Contributions(2, 2);
        Assert.Equal(0, contributions[^1], 1e-12);
        Assert.Equal(-3, contributions[1] / contributions[0], 1e-6);
        Assert.Equal(model.Margins(2, 2)[0], contributions.Sum(), 1e-12);
        Assert.InRange(contributions[0], 0.1, 0.9);
    }

    [Theory]
    [InlineData(1, 551)]
    [InlineData(2, 552)]
    [InlineData(3, 553)]
    [InlineData(5, 554)]
    public void Explain_LinearMembers_IsTheMeanSlopeOnTheLineTimesTheWay(int margins, ulong seed)
    {
        var numbers = new SeededNumbers(seed);
        for (int i = 0; i < 4; i++)
        {
            LinearModel[] members = [RandomModels.Linear(numbers, 3, margins), RandomModels.Linear(numbers, 3, margins)];
            var model = new MixtureModel(3, [new EnsembleMember(0.3, [0, 1, 2], members[0]), new EnsembleMember(0.7, [0, 1, 2], members[1])], 1.5);
            float[] row = [(float)numbers.Between(-12.0, 12.0), (float)numbers.Between(-12.0, 12.0), (float)numbers.Between(-12.0, 12.0)];
            ModelContributions.AssertClose(OnTheLine(model, members, row), model.Contributions(row), 1e-5);
        }
    }

    // A sensor that fails sends one margin far away: what it does is done near the beginning of the line, and the rest of the way changes nothing.
    [Theory]
    [InlineData(1e2f)]
    [InlineData(1e5f)]
    [InlineData(1e8f)]
    public void Explain_AnOutlierInOneColumn_IsCreditedToThatColumn(float outlier)
    {
        EnsembleMember[] members =
        [
            new(0.5, [0], new LinearModel([0], [1], [-1], [1])),
            new(0.3, [1], new LinearModel([0], [1], [0.5], [1])),
            new(0.2, [2], new LinearModel([0], [1], [0], [-1])),
        ];
        var model = new MixtureModel(3, members, 1);
        double[] far = model.Contributions(outlier, 2, 1), near = model.Contributions(50, 2, 1);
        ModelContributions.AssertClose(model.Margins(outlier, 2, 1)[0], far.Sum(), 1e-9);
        Assert.InRange(far[0], 0.5, 2);
        Assert.InRange(far[2], -1, 0);
        Assert.True(outlier == 100 || Math.Abs(far[0] - near[0]) < 0.2);
    }

    // Members that go against each other: their shares change twice as fast as either's margin.
    [Fact]
    public void Explain_MembersThatGoAgainstEachOther_IsExact()
    {
        LinearModel[] members = [new([0, 0], [1, 1], [-13.55], [-4, 1]), new([0, 0], [1, 1], [-18.24], [4, -1])];
        var model = new MixtureModel(2, [new EnsembleMember(0.77, [0, 1], members[0]), new EnsembleMember(0.98, [0, 1], members[1])], 1);
        double[] contributions = model.Contributions(1.5f, 2);
        ModelContributions.AssertClose(OnTheLine(model, members, [1.5f, 2]), contributions, 1e-7);
    }

    [Fact]
    public void Explain_MarginsBeyondAllMeasure_EndsWithFiniteNumbers()
    {
        LinearModel[] members = [new([0], [1e-30], [0, 1, 2], [1, -2, 3]), new([0], [1e-20], [1, 0, 0], [-1, 2, 0])];
        var model = new MixtureModel(1, [new EnsembleMember(1, [0], members[0]), new EnsembleMember(2, [0], members[1])], 1);
        Assert.All(model.Contributions(1e38f), contribution => Assert.True(double.IsFinite(contribution)));
    }

    // A file of a few megabytes can name so many members that a block of rows would fill the memory.
    [Fact]
    public void Create_MoreMembersThanABlockOfRowsCanHold_SaysSo()
    {
        var member = new EnsembleMember(1, [.. Enumerable.Range(0, 1000)], new ConstantModel(1000, new double[1000]));
        MixtureModel With(int members) => new(1000, [.. Enumerable.Repeat(member, members)], 1);
        Assert.Contains("17 members", Assert.Throws<NotSupportedException>(() => MarginExplainer.Create(With(17))).Message, StringComparison.Ordinal);
        Assert.NotNull(MarginExplainer.Create(With(16)));
    }

    // Slopes by differences, in twenty thousand steps.
    private static double[] OnTheLine(MixtureModel model, LinearModel[] members, float[] row)
    {
        const int Steps = 20_000;
        int width = model.MarginCount, stride = row.Length + 1;
        double[][] parts = [.. members.Select(member => member.Contributions(row))];
        double[][] bias = [.. parts.Select(own => own.Where((_, i) => i % stride == row.Length).ToArray())];
        double[][] way = [.. parts.Select(own => own.Chunk(stride).Select(one => one[..^1].Sum()).ToArray())];
        var result = new double[width * stride];
        for (int step = 0; step < Steps; step++)
        {
            double at = (step + 0.5) / Steps;
            for (int i = 0; i < members.Length; i++)
            {
                for (int k = 0; k < width; k++)
                {
                    double[] up = Mixed(model, bias, way, at, i, k, 1e-5), down = Mixed(model, bias, way, at, i, k, -1e-5);
                    for (int c = 0; c < width; c++)
                    {
                        double slope = (up[c] - down[c]) / 2e-5;
                        for (int j = 0; j < row.Length; j++) result[(c * stride) + j] += slope * parts[i][(k * stride) + j] / Steps;
                    }
                }
            }
        }

        double[] none = Mixed(model, bias, way, 0, 0, 0, 0);
        for (int c = 0; c < width; c++) result[(c * stride) + row.Length] = none[c];
        return result;
    }

    private static double[] Mixed(MixtureModel model, double[][] bias, double[][] way, double at, int member, int margin, double shift)
    {
        EnsembleMember[] constants =
        [
            .. model.Members.Select((own, i) => new EnsembleMember(
                own.Weight, [0], new ConstantModel(1, [.. bias[i].Select((b, k) => b + (at * way[i][k]) + (i == member && k == margin ? shift : 0))]))),
        ];
        return new MixtureModel(1, constants, model.Scale).Margins(0);
    }
}
