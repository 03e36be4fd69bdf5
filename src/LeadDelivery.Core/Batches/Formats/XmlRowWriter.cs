using System.Collections.Immutable;
using System.Text;
using System.Xml;
using LeadDelivery.Core.Delivery.Requests.Formats;
using LeadDelivery.Core.Language;

namespace LeadDelivery.Core.Batches.Formats;

/// <summary>
/// Writes an element for each row, in it an element for each column, or an attribute of the row where the column's name begins with
/// <c>@</c>. A missing value has no element. A list is its element once for each item; an object has its members inside. What XML forbids is
/// left out of texts, and names become valid ones. UTF-8 without a mark.
/// </summary>
internal sealed class XmlRowWriter : RowWriter
{
    private readonly XmlFormat _format;
    private readonly string _namespace;
    private readonly Stream _to;
    private readonly BlockBuffer _buffer = new();
    private readonly XmlWriter _xml;
    private readonly ImmutableArray<(int Index, string Name)> _attributes;
    private readonly ImmutableArray<(int Index, string Name)> _elements;

    public XmlRowWriter(XmlFormat format, ImmutableArray<BatchColumn> columns, Stream to)
        : base(columns.Length)
    {
        _format = format;
        _namespace = format.Namespace ?? "";
        _to = to;
        var names = columns.Select((c, i) => (Index: i, Name: XmlRowNames.OfColumn(c.Name))).ToList();
        _attributes = [.. names.Where(n => n.Name[0] == XmlRowNames.Attribute).Select(n => (n.Index, n.Name[1..]))];
        _elements = [.. names.Where(n => n.Name[0] != XmlRowNames.Attribute)];
        _xml = XmlWriter.Create(new BlockStream(_buffer), new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = format.Indent,
            NewLineChars = "\n",

            // Carriage returns, and line breaks in attributes, survive reading only as references.
            NewLineHandling = NewLineHandling.Entitize,
        });
        _xml.WriteStartDocument();
        _xml.WriteStartElement(format.Root, _namespace);
    }

    private protected override bool IsFull => _buffer.IsFull;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        // Ends what is open; it reaches the buffer alone, which nobody writes any more.
        _xml.Dispose();
        await base.DisposeAsync();
    }

    private protected override string? Append(IReadOnlyList<Value> row)
    {
        _xml.WriteStartElement(_format.Row, _namespace);
        foreach (var (index, name) in _attributes)
        {
            if (!row[index].IsNull)
            {
                _xml.WriteAttributeString(name, XmlNames.TextOf(row[index]));
            }
        }

        foreach (var (index, name) in _elements)
        {
            Write(name, row[index]);
        }

        _xml.WriteEndElement();
        return null;
    }

    private protected override async ValueTask FlushAsync(CancellationToken cancellation) => await _buffer.WriteToAsync(_to, cancellation);

    private protected override ValueTask EndAsync(CancellationToken cancellation)
    {
        _xml.WriteEndElement();
        _xml.WriteEndDocument();
        _xml.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WriteToAsync(_to, cancellation);
    }

    private void Write(string name, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                break;
            case ValueKind.List:
                foreach (var item in value.AsList)
                {
                    WriteItem(name, item);
                }

                break;
            default:
                _xml.WriteStartElement(name, _namespace);
                WriteContent(value);
                _xml.WriteEndElement();
                break;
        }
    }

    /// <summary>A list within a list is an element of its own, else its items would be those of the outer one.</summary>
    private void WriteItem(string name, Value item)
    {
        if (item.Kind != ValueKind.List)
        {
            Write(name, item);
            return;
        }

        _xml.WriteStartElement(name, _namespace);
        Write(XmlNames.Item, item);
        _xml.WriteEndElement();
    }

    private void WriteContent(Value value)
    {
        if (value.Kind != ValueKind.Object)
        {
            _xml.WriteString(XmlNames.TextOf(value));
            return;
        }

        foreach (var member in value.AsObject.Members)
        {
            Write(XmlRowNames.Valid(member.Key), member.Value);
        }
    }

    /// <summary>What the writer of XML writes to: it keeps some kilobytes of its own.</summary>
    private sealed class BlockStream(BlockBuffer buffer) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] target, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] source, int offset, int count) => buffer.Write(source.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> source) => buffer.Write(source);
    }
}
