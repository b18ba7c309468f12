using System.IO.Compression;
using System.Text;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

/// <summary>Facts of the published data; on the real archive only.</summary>
public sealed class RealArchiveTests
{
    [Theory]
    [InlineData("cool_cond_y", new[] { 732, 732, 741 })]
    [InlineData("valve_cond_y", new[] { 1125, 360, 360, 360 })]
    [InlineData("pump_leak_y", new[] { 1221, 492, 492 })]
    [InlineData("acc_gas_leak_y", new[] { 599, 399, 399, 808 })]
    [InlineData("stable_y", new[] { 1449, 756 })]
    public void Read_RealArchive_HasThePublishedLabels(string target, int[] expected)
    {
        Dataset dataset = RealHydraulics.Dataset(target);
        Assert.Equal(2205, dataset.RowCount);
        Assert.Equal(expected, dataset.Labels.CountBy(label => label).OrderBy(count => count.Key).Select(count => count.Value));
        Assert.False(dataset.Schema.Simulated);
    }

    [Fact]
    public void Read_RealArchive_HasSeventeenColumnsInOrder() => Assert.Equal(
        "psa_bar psb_bar psc_bar psd_bar pse_bar psf_bar fsa_vol_flow fsb_vol_flow tsa_temp tsb_temp tsc_temp tsd_temp pump_eff vs_vib cool_eff_pct"
        + " cool_pwr_pct eff_fact_pct",
        string.Join(' ', RealHydraulics.Dataset("cool_cond_y").Schema.Features.Select(column => column.Name)));

    [Fact]
    public void Read_RealArchive_FirstMeanIsThePublishedOne() =>
        Assert.Equal(160.6734916667, RealHydraulics.Dataset("cool_cond_y").Column("psa_bar")[0], 160.67 * 1e-9);

    // Rows are sorted by the state of the cooler.
    [Fact]
    public void Read_RealArchive_KeepsTheOrderOfTheCycles()
    {
        int[] labels = RealHydraulics.Dataset("cool_cond_y").Labels;
        Assert.InRange(Enumerable.Range(1, labels.Length - 1).Count(row => labels[row] != labels[row - 1]), 2, 6);
    }

    [Fact]
    public void Read_RealArchive_HasThePublishedBlocks()
    {
        Dataset dataset = RealHydraulics.Dataset("valve_cond_y");
        Assert.Equal(194, dataset.Blocks[^1] + 1);
        Assert.Equal("cool_cond_y valve_cond_y pump_leak_y acc_gas_leak_y stable_y", string.Join(' ', dataset.Schema.Settings));
    }

    // Native samples and one-second means of the same cycles.
    [Theory]
    [InlineData("PS2", 6000, "psb_bar")]
    [InlineData("FS1", 600, "fsa_vol_flow")]
    public void Read_NativeSamples_AgreeWithTheArchiveToTheBit(string sensor, int width, string column)
    {
        string folder = Path.GetDirectoryName(RealHydraulics.RequireArchive())!;
        string file = Path.Combine(folder, "native-sample", $"{sensor}.cycles1-2.txt");
        if (!File.Exists(file)) Assert.Skip($"needs {sensor}.cycles1-2.txt beside the real archive");
        var sink = new MeanSink();
        var reader = new SampleReader<MeanSink.Inlined>(new MeanSink.Inlined(sink), sensor);
        using (FileStream stream = File.OpenRead(file)) reader.Read(stream, TestContext.Current.CancellationToken);
        Assert.Equal((2, width), (reader.Rows, reader.Width));
        Assert.Equal(RealHydraulics.Dataset("cool_cond_y").Column(column).Take(2), sink.Means);
    }

    // Rich features are made of one-second means, whichever of the two is read.
    [Theory]
    [InlineData("PS2", "psb_bar")]
    [InlineData("FS1", "fsa_vol_flow")]
    public void Read_NativeSamples_GiveTheRichFeaturesOfTheArchiveToTheBit(string sensor, string column)
    {
        string archive = RealHydraulics.RequireArchive();
        string file = Path.Combine(Path.GetDirectoryName(archive)!, "native-sample", $"{sensor}.cycles1-2.txt");
        if (!File.Exists(file)) Assert.Skip($"needs {sensor}.cycles1-2.txt beside the real archive");
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(RepositoryFiles.Recipe("hydraulic.yaml")), "hydraulic.yaml");
        RecipeDefinition rich = RecipeFeatures.Apply(recipe, FeatureSet.Rich);
        var definition = (SensorArchiveDefinition)rich.Content;
        int index = definition.Sensors.Index().Single(known => known.Item.Column == column).Index;
        var sink = new RichSink(new MeanSink(), definition.Sensors[index], definition.Rich!.Sensors[index], 60);
        using (FileStream stream = File.OpenRead(file)) new SampleReader<RichSink>(sink, sensor).Read(stream, TestContext.Current.CancellationToken);

        Dataset dataset = RecipeReader.Read(rich, "cool_cond_y", new SourceFile(archive, TestDatasets.Digest, Simulated: false), 2, null, TestContext.Current.CancellationToken);
        string[] names = [.. definition.Rich.Sensors[index].SelectMany(aggregate => aggregate.Columns)];
        Assert.Equal(19, names.Length);
        for (int i = 0; i < names.Length; i++) Assert.Equal(dataset.Column(names[i]).Take(2), sink.Columns[i]);
        Assert.Equal(17 + (17 * 19) + 23, dataset.Features.Count);
        Assert.Equal(RealHydraulics.Dataset("cool_cond_y").Features, dataset.Features.Take(17));
    }

    [Fact]
    public void Read_RealArchive_EveryMeanIsTheNearestDouble()
    {
        Dataset dataset = RealHydraulics.Dataset("cool_cond_y");
        using ZipArchive zip = ZipFile.OpenRead(RealHydraulics.RequireArchive());
        foreach ((string file, string column) in ((string, string)[])[("PS1.txt", "psa_bar"), ("EPS1.txt", "pump_eff"), ("SE.txt", "eff_fact_pct")])
        {
            using var reader = new StreamReader(zip.GetEntry(file)!.Open(), Encoding.ASCII);
            for (int row = 0; row < 60; row++)
            {
                string[] samples = reader.ReadLine()!.Split('\t');
                Rational.Mean([.. samples.Select(Rational.Parse)]).AssertRoundsTo(dataset.Column(column)[row]);
            }
        }
    }
}
