using System.IO.Compression;
using Workflow.Testing.Files;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class SensorArchiveTests : IDisposable
{
    private const long Limit = 1 << 20;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("PS1.txt")]
    [InlineData("data/PS1.txt")]
    [InlineData("a/b/PS1.txt")]
    public void Read_FileAtTheTopOrInAFolder_IsFoundByItsName(string entry)
    {
        using SensorArchive archive = Open(ZipBytes.Create((entry, "1\t2\n"), ("__MACOSX/._PS1.txt", "x")));
        Assert.Equal(4, archive.SizeOf("PS1.txt"));
        int bytes = 0;
        using Stream stream = archive.Read("PS1.txt", read => bytes += read);
        using var reader = new StreamReader(stream);
        Assert.Equal("1\t2\n", reader.ReadToEnd());
        Assert.Equal(4, bytes);
    }

    [Fact]
    public void Read_FullNameAndSameNameInAFolder_TheFullNameWins()
    {
        using SensorArchive archive = Open(ZipBytes.Create(("old/PS1.txt", "old"), ("PS1.txt", "new")));
        using var reader = new StreamReader(archive.Read("PS1.txt", _ => { }));
        Assert.Equal("new", reader.ReadToEnd());
    }

    // Which of them would be read is chance.
    [Theory]
    [InlineData("a/PS1.txt", "b/PS1.txt")]
    [InlineData("PS1.txt", "PS1.txt")]
    public void Read_TwoFilesOfOneName_AreRefused(string first, string second)
    {
        using SensorArchive archive = Open(ZipBytes.Create((first, "1"), (second, "2")));
        Assert.Equal("archive.zip: holds 2 files named PS1.txt", Assert.Throws<RecipeException>(() => archive.Read("PS1.txt", _ => { })).Message);
    }

    [Theory]
    [InlineData("PS7.txt", "archive.zip: the file PS7.txt is missing; the nearest name in it is PS1.txt")]
    [InlineData("ps1.TXT", "archive.zip: the file ps1.TXT is missing; the nearest name in it is PS1.txt")]
    [InlineData("profile.txt", "archive.zip: the file profile.txt is missing")]
    public void Read_MissingFile_NamesTheNearest(string file, string expected)
    {
        using SensorArchive archive = Open(ZipBytes.Create(("PS1.txt", "1")));
        Assert.Equal(expected, Assert.Throws<RecipeException>(() => archive.SizeOf(file)).Message);
    }

    [Theory]
    [InlineData("../PS1.txt")]
    [InlineData("data/../../PS1.txt")]
    [InlineData("..\\PS1.txt")]
    [InlineData("/etc/passwd")]
    public void Open_EntryOutsideTheArchive_IsRefused(string entry) => Assert.Equal(
        $"archive.zip: entry '{entry}' points outside the archive; the archive is refused",
        Assert.Throws<RecipeException>(() => Open(ZipBytes.Create(("PS1.txt", "1"), (entry, "1")))).Message);

    [Fact]
    public void Open_DotsWithinAName_AreFine() => Open(ZipBytes.Create(("PS1..txt", "1"), ("a..b/c", "1"))).Dispose();

    [Fact]
    public void Open_EntryThatUnpacksTooFar_IsRefusedBeforeItIsUnpacked()
    {
        byte[] bomb = ZipBytes.Create(CompressionLevel.SmallestSize, ("PS1.txt", new byte[8 << 20]));
        var wrong = Assert.Throws<RecipeException>(() => Open(bomb, 1L << 40));
        Assert.Matches("^archive.zip: entry 'PS1.txt' unpacks [0-9]+ bytes to 8388608, more than 1000 to 1; the archive is refused$", wrong.Message);
    }

    [Fact]
    public void Open_MoreThanAllowedInAll_NamesTheLimitAndItsKey()
    {
        byte[] zip = ZipBytes.Create(CompressionLevel.NoCompression, ("a", new byte[600_000]), ("b", new byte[448_576]), ("c", []));
        Open(zip).Dispose();
        var wrong = Assert.Throws<RecipeException>(() => Open(zip, Limit - 1));
        Assert.Equal(
            "archive.zip: unpacks to more than the recipe's limit of 1048575 bytes at entry 'b' (raise limits.unpackedMiB in the recipe)", wrong.Message);
    }

    // Sizes whose sum, or whose product with the limit, does not fit 64 bits.
    [Theory]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(1L << 53, 1L << 62)]
    [InlineData(1L << 62, 1L << 62)]
    [InlineData(1L << 55, long.MaxValue)]
    [InlineData(0, long.MaxValue)]
    public void Open_SizesThatOverflow_AreRefused(long compressed, long unpacked) =>
        Assert.Throws<RecipeException>(() => Open(ZipBytes.DeclareLongSizes(compressed, unpacked, "a", "b", "c", "d")));

    [Fact]
    public void Open_NoZip_NamesTheFile()
    {
        foreach (byte[] bytes in (byte[][])[[], "not a zip"u8.ToArray(), new byte[100_000]])
        {
            Assert.StartsWith("archive.zip: not a whole zip archive: ", Assert.Throws<RecipeException>(() => Open(bytes)).Message, StringComparison.Ordinal);
        }

        Assert.StartsWith("absent.zip: ", Assert.Throws<RecipeException>(() => SensorArchive.Open(_folder.File("absent.zip"), Limit)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("folder.zip"));
        Assert.StartsWith("folder.zip: ", Assert.Throws<RecipeException>(() => SensorArchive.Open(_folder.File("folder.zip"), Limit)).Message, StringComparison.Ordinal);
    }

    private SensorArchive Open(byte[] zip, long limit = Limit)
    {
        File.WriteAllBytes(_folder.File("archive.zip"), zip);
        return SensorArchive.Open(_folder.File("archive.zip"), limit);
    }
}
