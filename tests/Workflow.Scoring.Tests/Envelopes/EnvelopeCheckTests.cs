using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Format;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Tests.Envelopes;

/// <summary>An envelope from an untrusted file cannot make scoring read outside its arrays.</summary>
public sealed class EnvelopeCheckTests
{
    private static readonly TrainingEnvelope Whole = new()
    {
        Columns = [new ColumnLimits(0, -1, 1), new ColumnLimits(1, 0, 5)],
        Joint = new JointLimit([0, 1], [0, 0], [1, 0.5, 2], 3),
        TrainingShareOutside = 0.01,
    };

    [Fact]
    public void Pipeline_AFittingEnvelope_IsRead() => Assert.Equal(Whole, Open(Whole).Manifest.Envelope);

    [Fact]
    public void Pipeline_LimitsOfNoNumber_AreRefused()
    {
        AssertRefused(Whole with { Columns = [new ColumnLimits(9, 0, 1)] }, "column 9");
        AssertRefused(Whole with { Columns = [new ColumnLimits(-1, 0, 1)] }, "column -1");
        AssertRefused(Whole with { Columns = [new ColumnLimits(2, 0, 1)] }, "column 2, which holds no numbers");
        AssertRefused(Whole with { Columns = [new ColumnLimits(0, 2, 1)] }, "limits of column");
        AssertRefused(Whole with { Columns = [new ColumnLimits(0, 0, 1), new ColumnLimits(0, 0, 100)] }, "limits for one column twice");
        AssertRefused(Whole with { TrainingShareOutside = 1.5 }, "share of training rows");
    }

    [Fact]
    public void Pipeline_AJointLimitThatDoesNotFit_IsRefused()
    {
        AssertRefused(Whole with { Joint = Whole.Joint! with { Columns = [0, 0] } }, "one twice");
        AssertRefused(Whole with { Joint = Whole.Joint! with { Columns = [0, 7] } }, "no numbers");
        AssertRefused(Whole with { Joint = Whole.Joint! with { Means = [0] } }, "lengths");
        AssertRefused(Whole with { Joint = Whole.Joint! with { Factor = [1, 2] } }, "lengths");
        AssertRefused(Whole with { Joint = Whole.Joint! with { Limit = -1 } }, "a number that is none");
    }

    [Fact]
    public void Pipeline_AThresholdOfNoTwoClasses_IsRefused()
    {
        PipelineDraft three = SamplePipelines.Multiclass(), two = SamplePipelines.Of(ModelTask.Binary);
        Assert.Equal(0.3, (two with { Manifest = two.Manifest with { Threshold = 0.3 } }).ToPipeline().Manifest.Threshold);
        Assert.Contains("threshold", Assert.Throws<PipelineFileException>(() => (three with { Manifest = three.Manifest with { Threshold = 0.3 } }).ToPipeline()).Message, StringComparison.Ordinal);
        Assert.Contains("threshold", Assert.Throws<PipelineFileException>(() => (two with { Manifest = two.Manifest with { Threshold = 1.3 } }).ToPipeline()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Distance_RowsByHand_IsThatOfTheFactor()
    {
        Assert.Equal(5, new JointLimit([1, 0], [1, 2], [3, 0, 4], 1).Distance([3, 2]));
        Assert.Equal(0, new JointLimit([0], [7], [3], 1).Distance([double.NaN]));
    }

    private static ScoringPipeline Open(TrainingEnvelope envelope) => With(envelope).ToPipeline();

    private static PipelineDraft With(TrainingEnvelope envelope)
    {
        PipelineDraft draft = SamplePipelines.Multiclass();
        return draft with { Manifest = draft.Manifest with { Envelope = envelope } };
    }

    private static void AssertRefused(TrainingEnvelope envelope, string reason) =>
        Assert.Contains(reason, Assert.Throws<PipelineFileException>(() => Open(envelope)).Message, StringComparison.Ordinal);
}
