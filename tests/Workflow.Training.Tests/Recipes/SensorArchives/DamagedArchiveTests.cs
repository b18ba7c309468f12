using Workflow.Testing.Files;
using Workflow.Training.Randomness;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.SensorArchives;

public sealed class DamagedArchiveTests : IDisposable
{
    private static readonly string Text = RandomText();
    private static readonly byte[] Whole = ZipBytes.Create(("PS1.txt", Text), ("profile.txt", "1\n"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WholeArchive_GivesTheText() => Assert.Equal(Text, Read(Whole));

    [Fact]
    public void Read_EveryTruncation_IsRefused()
    {
        for (int length = 0; length < Whole.Length; length += 1 + (length / 61)) Assert.Throws<RecipeException>(() => Read(Whole[..length]));
        Assert.Throws<RecipeException>(() => Read(Whole[..^1]));
    }

    // From behind the local header of the first entry. The very first bit says only whether another block follows.
    [Fact]
    public void Read_PackedByteAltered_IsRefusedByItsName()
    {
        int first = 30 + "PS1.txt".Length;
        int bySum = 0;
        for (int i = 1; i < 120; i++)
        {
            byte[] altered = [.. Whole];
            altered[first + (i * 17)] ^= (byte)(1 << (i % 8));
            var wrong = Assert.Throws<RecipeException>(() => Read(altered));
            Assert.StartsWith("PS1.txt: damaged in the archive: ", wrong.Message, StringComparison.Ordinal);
            if (wrong.Message.EndsWith("its CRC-32 differs", StringComparison.Ordinal)) bySum++;
        }

        Assert.InRange(bySum, 20, 119);
    }

    [Theory]
    [InlineData(-1, "PS1.txt: damaged in the archive: ")]
    [InlineData(-2000, "PS1.txt: damaged in the archive: ")]
    [InlineData(1, "PS1.txt: damaged in the archive: it ends after ")]
    [InlineData(2000, "PS1.txt: damaged in the archive: it ends after ")]
    public void Read_DeclaredLengthIsWrong_IsRefused(int difference, string expected)
    {
        byte[] altered = ZipBytes.DeclareSizes(Whole, null, (uint)(Text.Length + difference));
        Assert.StartsWith(expected, Assert.Throws<RecipeException>(() => Read(altered)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeclaredPackedLengthIsWrong_IsRefused()
    {
        foreach (uint packed in (uint[])[1, 100, (uint)(Whole.Length / 2), (uint)Whole.Length, uint.MaxValue - 1])
        {
            Assert.Throws<RecipeException>(() => Read(ZipBytes.DeclareSizes(Whole, packed, null)));
        }
    }

    [Fact]
    public void Read_DirectoryOrHeadersAltered_IsRefusedOrTheSame()
    {
        int directory = ZipBytes.CentralDirectory(Whole);
        int[] places = [.. Enumerable.Range(0, 37), .. Enumerable.Range(directory, Whole.Length - directory)];
        foreach (int place in places)
        {
            foreach (byte mask in (byte[])[0x01, 0x80, 0xFF])
            {
                byte[] altered = [.. Whole];
                altered[place] ^= mask;
                try
                {
                    Assert.Equal(Text, Read(altered));
                }
                catch (RecipeException refused)
                {
                    Assert.NotEmpty(refused.Message);
                }
            }
        }
    }

    private string Read(byte[] zip)
    {
        string path = _folder.File("archive.zip");
        File.WriteAllBytes(path, zip);
        using SensorArchive archive = SensorArchive.Open(path, 1 << 20);
        using var reader = new StreamReader(archive.Read("PS1.txt", _ => { }));
        return reader.ReadToEnd();
    }

    private static string RandomText()
    {
        var random = new SeededRandom(37);
        return string.Concat(Enumerable.Range(0, 800).Select(i => DecimalTexts.Sample(random) + (i % 10 == 9 ? "\n" : "\t")));
    }
}
