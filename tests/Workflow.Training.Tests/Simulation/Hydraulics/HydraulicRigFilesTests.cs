using System.IO.Compression;
using System.Text;
using Workflow.Training.Files;
using Workflow.Training.Simulation;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

public sealed class HydraulicRigFilesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteAsync_EitherRate_HasTheLayoutOfTheDataSet(bool nativeRates)
    {
        byte[] archive = await SimulatedData.WriteAsync(new SimulationOptions { Seed = 7, NativeRates = nativeRates, Cycles = 9 });

        using var zip = new ZipArchive(new MemoryStream(archive));
        Assert.Equal(SimulatedData.Files, zip.Entries.Select(entry => entry.FullName), StringComparer.Ordinal);
        Assert.All(zip.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        Assert.StartsWith("Simulated data", zip.Comment, StringComparison.Ordinal);
        foreach ((string file, string text) in SimulatedData.Unpack(archive))
        {
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            string[] lines = SimulatedData.Lines(text);
            Assert.Equal(9, lines.Length);
            Assert.All(lines, line => Assert.Equal(Width(file, nativeRates), line.Split('\t').Length));
        }
    }

    [Theory]
    [InlineData(false, "14d2129bb74d1d9cf8aa618dc9c7b0d7afcb7f86bc9dbfccf080b1ed73557187")]
    [InlineData(true, "2914fa7c856fdab5f9b0b68a830c66e89654f4c6d6ef0ed5800388ec5789f9ac")]
    public async Task WriteAsync_Seed7_UnpacksToTheSameBytesOnEveryMachine(bool nativeRates, string expected)
    {
        byte[] archive = await SimulatedData.WriteAsync(new SimulationOptions { Seed = 7, NativeRates = nativeRates, Cycles = 12 });
        string files = string.Concat(SimulatedData.Unpack(archive).Select(file => $"{file.Key}\n{file.Value}"));
        Assert.Equal(expected, Sha256Hex.Of(Encoding.UTF8.GetBytes(files)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteAsync_AnyNumberOfThreads_MakesTheSameArchive(bool nativeRates)
    {
        var options = new SimulationOptions { Seed = 7, NativeRates = nativeRates, Cycles = 25, Threads = 1 };
        byte[] expected = await SimulatedData.WriteAsync(options);
        Assert.Equal(expected, await SimulatedData.WriteAsync(options));
        Assert.Equal(expected, await SimulatedData.WriteAsync(options with { Threads = 2 }));
        Assert.Equal(expected, await SimulatedData.WriteAsync(options with { Threads = 7 }));
    }

    [Fact]
    public async Task WriteAsync_OtherSeed_ChangesEveryFileButTheLabels()
    {
        var options = new SimulationOptions { Seed = 7, Cycles = 12 };
        Dictionary<string, string> one = SimulatedData.Unpack(await SimulatedData.WriteAsync(options));
        Dictionary<string, string> other = SimulatedData.Unpack(await SimulatedData.WriteAsync(options with { Seed = 8 }));
        Assert.Equal(["profile.txt"], one.Where(file => other[file.Key] == file.Value).Select(file => file.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_FewerCycles_AreASelectionOfTheSameExperiment()
    {
        var options = new SimulationOptions { Seed = 7, Cycles = 15 };
        Dictionary<string, string> many = SimulatedData.Unpack(await SimulatedData.WriteAsync(options));
        Dictionary<string, string> few = SimulatedData.Unpack(await SimulatedData.WriteAsync(options with { Cycles = 5 }));
        foreach ((string file, string text) in few)
        {
            IEnumerable<string> everyThird = SimulatedData.Lines(many[file]).Where((_, row) => row % 3 == 0);
            Assert.Equal(everyThird, SimulatedData.Lines(text), StringComparer.Ordinal);
        }
    }

    private static int Width(string file, bool nativeRates) => file switch
    {
        "profile.txt" => 5,
        "FS1.txt" or "FS2.txt" when nativeRates => 600,
        _ when nativeRates && (file.StartsWith("PS", StringComparison.Ordinal) || file == "EPS1.txt") => 6000,
        _ => 60,
    };
}
