using System.Text;
using Workflow.Scorer.Protobuf;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>Messages of <c>ModelInfer</c>, to be damaged.</summary>
internal static class InferMessages
{
    /// <summary>Two rows of the sample pipelines, typed; numbers packed and one by one.</summary>
    public static byte[] Typed(string model) => MessageWriter.Make(message =>
    {
        message.Text(1, model);
        message.Text(3, "a");
        message.Bytes(5, Tensor("temperature", "FP64", contents => contents.Bytes(7, [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-3.0)])));
        message.Bytes(5, Tensor("pressure", "INT32", contents =>
        {
            contents.Numbers(2, 7);
            contents.Numbers(2, -1);
        }));
        message.Bytes(5, Tensor("mode", "BYTES", contents =>
        {
            contents.Text(8, "eco");
            contents.Text(8, "full");
        }));
        message.Bytes(6, MessageWriter.Make(output => output.Text(1, "state.3")));
    });

    /// <summary>The same, raw.</summary>
    public static byte[] Raw(string model) => MessageWriter.Make(message =>
    {
        message.Text(1, model);
        message.Bytes(5, Tensor("temperature", "FP64", null));
        message.Bytes(5, Tensor("mode", "BYTES", null));
        message.Bytes(7, [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-3.0)]);
        message.Bytes(7, [3, 0, 0, 0, .. "eco"u8, 4, 0, 0, 0, .. Encoding.UTF8.GetBytes("full")]);
    });

    /// <summary>A tensor of two rows.</summary>
    public static byte[] Tensor(string name, string type, Action<MessageWriter>? contents) => MessageWriter.Make(tensor =>
    {
        tensor.Text(1, name);
        tensor.Text(2, type);
        tensor.Numbers(3, 2);
        if (contents is not null) tensor.Bytes(5, MessageWriter.Make(contents));
    });
}
