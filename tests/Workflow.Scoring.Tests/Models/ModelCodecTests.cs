using FsCheck;
using FsCheck.Fluent;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Models;

public sealed class ModelCodecTests
{
    [Fact]
    public void Read_WhatWriteWrote_HasTheSameBytesAndMargins() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200).WithReplay(301, 303),
        Prop.ForAll<ulong>(seed =>
        {
            var numbers = new SeededNumbers(seed);
            MarginModel model = RandomModels.Any(numbers);
            byte[] bytes = ModelCodec.Write(model);
            MarginModel copy = ModelCodec.Read(bytes);
            Assert.IsType(model.GetType(), copy);
            Assert.Equal(bytes, ModelCodec.Write(copy));
            float[] features = RandomModels.Rows(numbers, 20, model.FeatureCount, withExtremes: model is TreeEnsemble or ForestModel);
            Bits.AssertEqual(Margins(model, features), Margins(copy, features));
        }));

    [Fact]
    public void Write_EqualModels_HaveEqualBytes() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithReplay(302, 303),
        Prop.ForAll<ulong>(seed => Assert.Equal(
            ModelCodec.Write(RandomModels.Any(new SeededNumbers(seed))),
            ModelCodec.Write(RandomModels.Any(new SeededNumbers(seed))))));

    [Fact]
    public void Write_SmallEnsemble_IsTheDocumentedLayout()
    {
        byte[] bytes = ModelCodec.Write(NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1.5f)).Flatten(withCovers: false));
        const string Layout = "57464D4F44454C31" // WFMODEL1
            + "030000000100000001000000" // trees, features, margins
            + "0100000001000000" // number of trees and nodes
            + "00000000" // base margin
            + "0000000001000000" // starts
            + "00000000" // margin of the tree, padding
            + "0000C0FF00000000" // the leaf
            + "0000C03F"; // its value
        Assert.Equal(Layout, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Write_EnsembleWithCovers_HasThemAtTheEnd()
    {
        NaiveEnsemble naive = NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1.5f, cover: 2));
        string without = Convert.ToHexString(ModelCodec.Write(naive.Flatten(withCovers: false)));
        Assert.Equal($"{without[..16]}04{without[18..]}00000040", Convert.ToHexString(ModelCodec.Write(naive.Flatten())));
    }

    [Fact]
    public void Read_EnsembleWithoutCovers_HasNone()
    {
        var model = Assert.IsType<TreeEnsemble>(ModelCodec.Read(ModelCodec.Write(NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1)).Flatten(withCovers: false))));
        Assert.True(model.Covers.IsEmpty);
    }

    [Fact]
    public void Write_SmallForest_IsTheDocumentedLayout()
    {
        byte[] bytes = ModelCodec.Write(new NaiveForest(1, 2, [NaiveTree.Leaf(1, cover: 2)], [1, 0, 0.5f, 0.5f], 0.25).Flatten());
        const string Layout = "57464D4F44454C31" // WFMODEL1
            + "050000000100000001000000" // forest, features, margins
            + "02000000010000000100000002000000" // number of outputs, trees, nodes, leaf rows
            + "000000000000D03F" // floor
            + "0000000001000000" // starts
            + "0000C0FF00000000" // the leaf
            + "00000040" // its cover
            + "01000000" // its row
            + "0000803F000000000000003F0000003F"; // the table
        Assert.Equal(Layout, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Write_SmallEnsembleOfACalibratedModel_IsTheDocumentedLayout()
    {
        var calibrated = new CalibratedModel(new ConstantModel(1, [1]), [new MarginCurve([0, 2], [0.5, 1])]);
        byte[] bytes = ModelCodec.Write(new EnsembleModel(3, [new EnsembleMember(2, [2], calibrated)]));
        const string Layout = "57464D4F44454C31" // WFMODEL1
            + "070000000300000001000000" // ensemble, features, margins
            + "01000000" // number of members
            + "0000000000000040" // weight
            + "060000000100000001000000" // calibrated, features, margins
            + "02000000" // number of knots
            + "00000000000000000000000000000040" // x
            + "000000000000E03F000000000000F03F" // y
            + "010000000100000001000000" // constant, features, margins
            + "000000000000F03F" // the margin
            + "02000000"; // the member's feature
        Assert.Equal(Layout, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Write_SmallMixtureOfAnEnsemble_IsTheDocumentedLayout()
    {
        var warmer = new EnsembleModel(1, [new EnsembleMember(2, [0], new ConstantModel(1, [1]))]);
        byte[] bytes = ModelCodec.Write(new MixtureModel(3, [new EnsembleMember(1, [2], warmer)], 0.5));
        const string Layout = "57464D4F44454C31" // WFMODEL1
            + "080000000300000001000000" // mixture, features, margins
            + "000000000000E03F" // scale
            + "01000000" // number of members
            + "000000000000F03F" // weight
            + "070000000100000001000000" // ensemble, features, margins
            + "01000000" // number of its members
            + "0000000000000040" // weight
            + "010000000100000001000000" // constant, features, margins
            + "000000000000F03F" // the margin
            + "00000000" // the inner member's feature
            + "02000000"; // the member's feature
        Assert.Equal(Layout, Convert.ToHexString(bytes));
    }

    // Each level would take a frame of the stack of whoever reads.
    [Fact]
    public void Read_NestingThatNoModelHas_IsRefusedAtItsKind()
    {
        byte[] ensemble = ModelCodec.Write(new EnsembleModel(1, [new EnsembleMember(1, [0], new ConstantModel(1, [1]))]));
        ensemble[8 + 12 + 4 + 8] = 7;
        AssertRefused(ensemble, "the kind is 7; allowed are 1 to 6");

        byte[] mixture = ModelCodec.Write(new MixtureModel(1, [new EnsembleMember(1, [0], new ConstantModel(1, [1]))], 1));
        mixture[8 + 12 + 8 + 4 + 8] = 8;
        AssertRefused(mixture, "the kind is 8; allowed are 1 to 7");

        byte[] calibrated = ModelCodec.Write(new CalibratedModel(new ConstantModel(1, [1]), [new MarginCurve([0], [0])]));
        calibrated[8 + 12 + 4 + 16] = 6;
        AssertRefused(calibrated, "the kind is 6; allowed are 1 to 5");
    }

    [Fact]
    public void Read_LargestCounts_AreReadBack()
    {
        Assert.Equal(ushort.MaxValue, ModelCodec.Read(ModelCodec.Write(new ConstantModel(1, new double[ushort.MaxValue]))).MarginCount);
        Assert.Equal(1 << 15, ModelCodec.Read(ModelCodec.Write(new ConstantModel(1 << 15, [1]))).FeatureCount);
    }

    [Fact]
    public void Read_EmptyOrForeignBytes_Throws()
    {
        AssertRefused([], "truncated at the signature");
        AssertRefused([.. "PK\u0003\u0004 a zip, not a model"u8], "signature differs");
    }

    [Theory]
    [InlineData(8, "the kind is 0; allowed are 1 to 8")]
    [InlineData(12, "the number of features is 0; allowed are 1 to 32768")]
    [InlineData(16, "the number of margins is 0; allowed are 1 to 65535")]
    [InlineData(20, "the number of trees is 0")]
    [InlineData(24, "the number of nodes is 0")]
    public void Read_CountOfZero_SaysWhichAndWhatIsAllowed(int offset, string reason)
    {
        byte[] bytes = ModelCodec.Write(NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1.5f)).Flatten(withCovers: false));
        bytes[offset] = 0;
        AssertRefused(bytes, reason);
    }

    [Theory]
    [InlineData(12, "truncated at the means")]
    [InlineData(16, "truncated at the intercepts")]
    public void Read_CountBeyondTheBytes_IsRefusedBeforeItIsAllocated(int offset, string reason)
    {
        byte[] bytes = ModelCodec.Write(new LinearModel([1], [1], [1], [1]));
        bytes[offset + 1] = 0x7F;
        AssertRefused(bytes, reason);
    }

    [Fact]
    public void Read_BytesBehindTheEnd_Throws() =>
        AssertRefused([.. ModelCodec.Write(new ConstantModel(1, [1])), 0], "1 bytes follow the end of the model");

    [Fact]
    public void Read_PaddingThatIsNotZero_Throws()
    {
        byte[] bytes = ModelCodec.Write(NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1.5f)).Flatten(withCovers: false));
        bytes[42] = 1;
        AssertRefused(bytes, "the padding is not zero");
    }

    [Fact]
    public void Read_UnsafeContent_NamesTreeAndNode()
    {
        byte[] bytes = ModelCodec.Write(new TreeParts().Build());
        int nodes = bytes.Length - (8 * (8 + 4 + 4));
        bytes[nodes + 6] = 7;
        AssertRefused(bytes, "tree 0, node 0: child 7 of 5 nodes");
    }

    private static void AssertRefused(byte[] bytes, string reason)
    {
        var refused = Assert.Throws<InvalidDataException>(() => ModelCodec.Read(bytes));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static double[] Margins(MarginModel model, float[] features)
    {
        var margins = new double[features.Length / model.FeatureCount * model.MarginCount];
        model.ComputeMargins(features, anyMissing: true, margins);
        return margins;
    }
}
