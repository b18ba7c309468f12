using System.Buffers;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>The end of a struct is found wherever its bytes are cut, and what is none is refused before it takes memory.</summary>
public sealed class StructScannerTests
{
    private static readonly ThriftType[] Scalars =
        [ThriftType.Bool, ThriftType.Byte, ThriftType.Double, ThriftType.Int16, ThriftType.Int32, ThriftType.Int64, ThriftType.Text, ThriftType.Uuid];

    private static readonly ThriftType[] All = [.. Scalars, ThriftType.Struct, ThriftType.Map, ThriftType.Set, ThriftType.List];

    [Fact]
    public void Push_RandomStructsInRandomPieces_TakesExactlyTheirBytes()
    {
        for (ulong seed = 0; seed < 2_000; seed++)
        {
            var numbers = new SeededNumbers(seed);
            byte[] bytes = RandomStruct(numbers);
            byte[] behind = numbers.NextBytes(numbers.Next(9));
            var scanner = new StructScanner();
            int at = 0;
            while (!scanner.IsComplete)
            {
                Assert.True(at < bytes.Length, $"seed {seed}: not complete at the end");
                int piece = numbers.Between(1, 20);
                byte[] all = [.. bytes, .. behind];
                at += scanner.Push(all.AsSpan(at, Math.Min(piece, all.Length - at)));
            }

            Assert.Equal(bytes.Length, at);
            var reader = new ThriftReader(bytes, 0);
            reader.Skip(ThriftType.Struct);
            Assert.Equal(bytes.Length, reader.At);
        }
    }

    [Fact]
    public void Check_StructThatBreaksOffOrIsFollowed_SaysSo()
    {
        byte[] bytes = ThriftCalls.Score(ThriftCalls.Row(1, 2, "eco"), true);
        StructScanner.Check(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Equal("the frame ends before the message does", Assert.Throws<ThriftError>(() => StructScanner.Check(cut)).Message);
        }

        Assert.Equal("2 bytes follow the message in its frame", Assert.Throws<ThriftError>(() => StructScanner.Check([.. bytes, 0, 0])).Message);
    }

    // Of each: the type of the first field, its number, then what its value begins with.
    [Theory]
    [InlineData("there is no type 1", 1, 0, 1)]
    [InlineData("there is no type 5", 5, 0, 1)]
    [InlineData("there is no type 255", 255, 0, 1)]
    [InlineData("there is no type 0", 15, 0, 1, 0, 0, 0, 0, 1)]
    [InlineData("there is no type 17", 13, 0, 1, 12, 17, 0, 0, 0, 1, 0)]
    [InlineData("a text has the size -1", 11, 0, 1, 255, 255, 255, 255)]
    [InlineData("a list has the size -2147483648", 14, 0, 1, 4, 128, 0, 0, 0)]
    [InlineData("a map has the size -1", 13, 0, 1, 4, 4, 255, 255, 255, 255)]
    public void Push_WhatIsNoStruct_SaysWhy(string expected, params int[] bytes)
    {
        ThriftError wrong = Assert.Throws<ThriftError>(() => new StructScanner().Push([.. bytes.Select(value => (byte)value)]));
        Assert.Equal(ThriftError.Protocol, wrong.Type);
        Assert.Equal(expected, wrong.Message);
    }

    [Theory]
    [InlineData("Struct")]
    [InlineData("List")]
    [InlineData("Map")]
    public void Push_ValuesInEachOther_AreTakenUpToTheLimit(string name)
    {
        ThriftType type = Enum.Parse<ThriftType>(name);
        byte[] deepest = Nested(type, StructScanner.MostLevels - 1);
        StructScanner.Check(deepest);
        Assert.Equal("values stand more than 64 levels deep in each other", Assert.Throws<ThriftError>(() => StructScanner.Check(Nested(type, StructScanner.MostLevels))).Message);
    }

    // The list claims two thousand million structs, the text as many bytes.
    [Theory]
    [InlineData(15, 0, 1, 12, 127, 255, 255, 255)]
    [InlineData(15, 0, 1, 16, 127, 255, 255, 255)]
    [InlineData(13, 0, 1, 11, 12, 127, 255, 255, 255)]
    [InlineData(11, 0, 1, 127, 255, 255, 255)]
    public void Push_HugeSizes_TakeNoMemory(params int[] bytes)
    {
        byte[] beginning = [.. bytes.Select(value => (byte)value)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var scanner = new StructScanner();
        Assert.Equal(beginning.Length, scanner.Push(beginning));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.False(scanner.IsComplete);
    }

    [Fact]
    public void Push_EmptyContainerOfNoType_IsTaken() => StructScanner.Check([15, 0, 1, 0, 0, 0, 0, 0, 13, 0, 2, 0, 0, 0, 0, 0, 0, 0]);

    private static byte[] Nested(ThriftType type, int levels) => ThriftCalls.Struct(output =>
    {
        if (type == ThriftType.Struct)
        {
            for (int i = 0; i < levels; i++) output.WriteField(ThriftType.Struct, 1);
            for (int i = 0; i < levels; i++) output.WriteStop();
            return;
        }

        output.WriteField(type, 1);
        for (int i = 1; i <= levels; i++)
        {
            ThriftType element = i == levels ? ThriftType.Text : type;
            if (type == ThriftType.Map) output.WriteByte((byte)ThriftType.Byte);
            output.WriteList(element, 1);
            if (type == ThriftType.Map) output.WriteByte(7);
        }

        output.WriteText("x");
    });

    private static byte[] RandomStruct(SeededNumbers numbers)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteStruct(output, numbers, 0);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteStruct(ArrayBufferWriter<byte> output, SeededNumbers numbers, int depth)
    {
        for (int left = numbers.Next(5); left > 0; left--)
        {
            ThriftType type = Choose(numbers, depth);
            output.WriteField(type, (short)numbers.NextBits());
            WriteValue(output, numbers, type, depth);
        }

        output.WriteStop();
    }

    private static void WriteValue(ArrayBufferWriter<byte> output, SeededNumbers numbers, ThriftType type, int depth)
    {
        switch (type)
        {
            case ThriftType.Struct:
                WriteStruct(output, numbers, depth + 1);
                break;
            case ThriftType.Text:
                output.WriteText(numbers.NextBytes(numbers.Next(30)));
                break;
            case ThriftType.Map:
                (ThriftType key, ThriftType value) = (Choose(numbers, depth), Choose(numbers, depth));
                output.WriteByte((byte)key);
                int pairs = numbers.Next(4);
                output.WriteList(value, pairs);
                for (; pairs > 0; pairs--)
                {
                    WriteValue(output, numbers, key, depth + 1);
                    WriteValue(output, numbers, value, depth + 1);
                }

                break;
            case ThriftType.List or ThriftType.Set:
                ThriftType element = Choose(numbers, depth);
                int count = numbers.Next(4);
                output.WriteList(element, count);
                for (; count > 0; count--) WriteValue(output, numbers, element, depth + 1);
                break;
            default:
                output.Write(numbers.NextBytes(type.Width()));
                break;
        }
    }

    private static ThriftType Choose(SeededNumbers numbers, int depth) => numbers.Choose(depth < 5 ? All : Scalars);
}
