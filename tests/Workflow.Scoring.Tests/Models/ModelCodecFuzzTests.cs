using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

/// <summary>Altered bytes become a model that can be scored safely, or <see cref="InvalidDataException"/>; nothing else.</summary>
public sealed class ModelCodecFuzzTests
{
    private static readonly MarginModel[] Models =
    [
        new ConstantModel(3, [0.5, -1]),
        new LinearModel([1, 2, 3], [1, 2, 3], [0, 1], [1, 2, 3, 4, 5, 6]),
        new TreeParts().Build(),
        new TreeParts { Covers = [] }.Build(),
        new NaiveForest(2, 2, [NaiveTree.Split(1, 2.5f, NaiveTree.Leaf(1), NaiveTree.Leaf(0))], [0.25f, 0.75f, 1, 0], 1e-6).Flatten(),
        new EnsembleModel(
            3,
            [
                new EnsembleMember(0.5, [2, 0], new ConstantModel(2, [1])),
                new EnsembleMember(2, [1], new CalibratedModel(new LinearModel([1], [1], [1], [1]), [new MarginCurve([0, 1, 4], [-2, -2, 2])])),
            ]),
        new MixtureModel(
            2,
            [
                new EnsembleMember(0.25, [1], new EnsembleModel(1, [new EnsembleMember(3, [0], new ConstantModel(1, [1, 0, -2]))])),
                new EnsembleMember(0.75, [0], new LinearModel([1], [1], [1, 0, 0], [1, 2, 3])),
            ],
            0.5),
        RandomModels.Forest(new SeededNumbers(403), features: 3, outputs: 3, trees: 2).Flatten(),
        RandomModels.Trees(new SeededNumbers(401), features: 4, margins: 3, trees: 9).Flatten(),
    ];

    [Fact]
    public void Read_EveryTruncation_Throws()
    {
        foreach (MarginModel model in Models)
        {
            byte[] bytes = ModelCodec.Write(model);
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.Throws<InvalidDataException>(() => ModelCodec.Read(bytes.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void Read_EverySingleBitFlip_IsRefusedOrSafe()
    {
        foreach (byte[] bytes in Models.Take(7).Select(ModelCodec.Write))
        {
            for (int bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                AssertRefusedOrSafe(bytes);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Read_EveryByteReplaced_IsRefusedOrSafe()
    {
        foreach (byte[] bytes in Models.Select(ModelCodec.Write))
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                byte original = bytes[i];
                foreach (byte other in new byte[] { 0x00, 0x7F, 0x80, 0xFF })
                {
                    bytes[i] = other;
                    AssertRefusedOrSafe(bytes);
                }

                bytes[i] = original;
            }
        }
    }

    [Fact]
    public void Read_RandomCorruptions_IsRefusedOrSafe()
    {
        var numbers = new SeededNumbers(402);
        byte[][] originals = [.. Models.Select(ModelCodec.Write)];
        for (int i = 0; i < 4_000; i++)
        {
            byte[] bytes = [.. numbers.Choose(originals)];
            for (int changes = numbers.Between(1, 6); changes > 0; changes--) bytes[numbers.Next(bytes.Length)] = (byte)numbers.NextBits();
            AssertRefusedOrSafe(numbers.Chance(0.2) ? bytes[..numbers.Next(bytes.Length)] : bytes);
        }
    }

    private static void AssertRefusedOrSafe(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        MarginModel? model = TryRead(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The first exceptions of a process load what describes them; a count that is believed would cost far more.
        Assert.True(allocated < (1 << 20) + (20 * bytes.Length), $"{allocated} bytes were allocated for a file of {bytes.Length}");
        if (model is not null) AssertSafe(model, bytes);
    }

    private static MarginModel? TryRead(byte[] bytes)
    {
        try
        {
            return ModelCodec.Read(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // It answers finite numbers, and its bytes are those that were read: nothing was silently mended.
    private static void AssertSafe(MarginModel model, byte[] bytes)
    {
        Assert.Equal(bytes, ModelCodec.Write(model));
        float[] features = new float[model.FeatureCount * 3];
        features.AsSpan(model.FeatureCount, model.FeatureCount).Fill(float.MaxValue);
        features.AsSpan(model.FeatureCount * 2).Fill(float.NaN);
        var margins = new double[3 * model.MarginCount];
        model.ComputeMargins(features, anyMissing: true, margins);
        Assert.All(margins, margin => Assert.True(double.IsFinite(margin)));

        // The large ones would take most of the time of all tests.
        if (bytes.Length < 1000) TryExplain(model, features);
    }

    private static void TryExplain(MarginModel model, float[] features)
    {
        try
        {
            _ = model.Contributions(features);
        }
        catch (NotSupportedException)
        {
            // Too many contributions, or no covers: both are told.
        }
    }
}
