using System.Buffers;
using System.Text;
using Workflow.Scorer.Tests.TestData;
using Workflow.Scorer.Thrift;

namespace Workflow.Scorer.Tests.Thrift;

/// <summary>Transport and header are recognised from the first bytes, however few of them have come.</summary>
public sealed class MessageStartTests
{
    public static TheoryData<bool, bool> Forms => ThriftCalls.Forms;

    [Theory]
    [MemberData(nameof(Forms))]
    public void TryRead_AnyForm_ReadsWhatWasWritten(bool isFramed, bool isStrict)
    {
        foreach (string method in (string[])["s", "score_batch", new('a', MessageHeader.LongestMethod)])
        {
            byte[] arguments = ThriftCalls.Score(ThriftCalls.Row(1, 2, "eco"));
            byte[] message = ThriftCalls.Message(method, arguments, isFramed, isStrict, -7, MessageType.Oneway);
            int length = message.Length - arguments.Length;
            for (int come = 0; come < length; come++) Assert.Null(Read(message[..come], out _));

            MessageStart start = Read(message, out Transport? transport)!;
            Assert.Equal(isFramed ? Transport.Framed : Transport.Buffered, transport);
            Assert.Equal(isFramed ? arguments.Length : null, start.ArgumentBytes);
            Assert.Equal((isStrict, MessageType.Oneway, method, -7), (start.Header.IsStrict, start.Header.Type, Encoding.UTF8.GetString(start.Header.Method), start.Header.SequenceId));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void WriteAnswer_AnyForm_HasTheFormOfTheCall(bool isFramed, bool isStrict)
    {
        MessageHeader header = Read(ThriftCalls.Message("score", null, isFramed, isStrict, 5), out _)!.Header;
        var answer = new ArrayBufferWriter<byte>();
        header.WriteAnswer(answer, MessageType.Call);
        Assert.Equal(header.AnswerBytes, answer.WrittenCount);
        Assert.Equal(ThriftCalls.Message("score", [], false, isStrict, 5), answer.WrittenSpan);
    }

    [Theory]
    [InlineData("version 0x8002 is not that of the binary protocol, 0x8001", 0x80, 2, 0, 1, 0, 0, 0, 1)]
    [InlineData("version 0x8201 is not that of the binary protocol, 0x8001", 0x82, 1, 0, 1, 0, 0, 0, 1)]
    [InlineData("version 0xffff is not that of the binary protocol, 0x8001", 0xFF, 0xFF, 0xFF, 0xFF)]
    [InlineData("a method's name has -1 bytes; allowed are 4096", 0x80, 1, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF)]
    [InlineData("a method's name has 4097 bytes; allowed are 4096", 0x80, 1, 0, 1, 0, 0, 0x10, 1)]
    [InlineData("a method's name has 1195725856 bytes; allowed are 4096", 0x47, 0x45, 0x54, 0x20, 0x2F, 0x20)]
    [InlineData("a method's name has 16777216 bytes; allowed are 4096", 0, 0, 0, 9, 1, 0, 0, 0)]
    [InlineData("the frame ends before the message does", 0, 0, 0, 0, 0)]
    [InlineData("the frame ends before the message does", 0, 0, 0, 5, 0x80, 1, 0, 1, 0)]
    [InlineData("the frame ends before the message does", 0, 0, 0, 8, 0, 0, 0, 1, (int)'s', 1, 0, 0, 0, 1, 0)]
    public void TryRead_WhatIsNoCall_SaysWhy(string expected, params int[] bytes) =>
        Assert.Equal(expected, Assert.Throws<ThriftError>(() => Read([.. bytes.Select(value => (byte)value)], out _)).Message);

    private static MessageStart? Read(byte[] bytes, out Transport? transport)
    {
        // In segments of one byte.
        var reader = new SequenceReader<byte>(Segment.Of(bytes));
        transport = MessageStart.Recognize(reader);
        return transport is { } known ? MessageStart.TryRead(ref reader, known) : null;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        private Segment(byte value, long index)
        {
            Memory = new[] { value };
            RunningIndex = index;
        }

        public static ReadOnlySequence<byte> Of(byte[] bytes)
        {
            if (bytes.Length == 0) return ReadOnlySequence<byte>.Empty;
            Segment first = new(bytes[0], 0), last = first;
            for (int i = 1; i < bytes.Length; i++)
            {
                var next = new Segment(bytes[i], i);
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, 1);
        }
    }
}
