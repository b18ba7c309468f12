using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Format;

/// <summary>Whatever happened to a file, opening it succeeds or throws <see cref="PipelineFileException"/>.</summary>
public sealed class PipelineFileFuzzTests
{
    private const int Cases = 1_000;

    [Fact]
    public void Open_RandomBytesReplaced_ThrowsNothingElse()
    {
        var numbers = new SeededNumbers(501);
        byte[] original = SamplePipelines.Multiclass().ToZip().ToBytes();
        for (int i = 0; i < Cases; i++) AssertOpensOrRefuses(Damage(numbers, original));
    }

    // The headers are few among the bytes of a file, so they get their own share.
    [Fact]
    public void Open_RandomBytesOfTheHeadersReplaced_ThrowsNothingElse()
    {
        var numbers = new SeededNumbers(502);
        byte[] original = SamplePipelines.Binary().ToZip().ToBytes();
        int directory = original.AsSpan().IndexOf("PK\u0001\u0002"u8);
        for (int i = 0; i < Cases; i++)
        {
            byte[] bytes = [.. original];
            for (int changes = numbers.Between(1, 4); changes > 0; changes--)
            {
                int at = numbers.Chance(0.2) ? numbers.Next(30) : numbers.Between(directory, bytes.Length - 1);
                bytes[at] = numbers.Chance(0.5) ? (byte)0xFF : (byte)numbers.NextBits();
            }

            AssertOpensOrRefuses(bytes);
        }
    }

    // Damage that the checksum does not reveal reaches the parsers.
    [Theory]
    [InlineData(PipelineEntries.Manifest)]
    [InlineData(PipelineEntries.Model)]
    [InlineData(PipelineEntries.Golden)]
    public void Open_RandomBytesOfAPartReplacedBeforeItsChecksum_ThrowsNothingElse(string part)
    {
        var numbers = new SeededNumbers(503);
        PipelineZip original = SamplePipelines.Multiclass().ToZip();
        for (int i = 0; i < Cases; i++) AssertOpensOrRefuses(original.With(part, Damage(numbers, original[part])).ToBytes());
    }

    // Whole values instead of bytes: nearly all of these are well-formed JSON.
    [Theory]
    [InlineData(PipelineEntries.Manifest)]
    [InlineData(PipelineEntries.Golden)]
    public void Open_RandomValuesOfAPartReplaced_ThrowsNothingElse(string part)
    {
        var numbers = new SeededNumbers(504);
        PipelineZip original = SamplePipelines.Regression().ToZip();
        for (int i = 0; i < Cases / 2; i++)
        {
            AssertOpensOrRefuses(original.WithJson(part, json => JsonDamage.ReplaceOneValue(json, numbers)).ToBytes());
        }
    }

    private static byte[] Damage(SeededNumbers numbers, byte[] original)
    {
        byte[] bytes = [.. original];
        for (int changes = numbers.Between(1, 3); changes > 0; changes--) bytes[numbers.Next(bytes.Length)] = (byte)numbers.NextBits();
        return bytes;
    }

    private static void AssertOpensOrRefuses(byte[] bytes)
    {
        try
        {
            // One that opens must be able to answer: the check scores its golden rows.
            _ = GoldenCheck.FirstDifference(new ScoringPipeline(PipelineFileReader.Read(bytes)));
        }
        catch (PipelineFileException refused)
        {
            Assert.NotEmpty(refused.Message);
        }
    }
}
