using LeadDelivery.Core.Configuration;
using LeadDelivery.Core.Schemas;

namespace LeadDelivery.Core.Tests.Schemas;

public sealed class XmlSchemaTests
{
    private const string Lead =
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:element name="lead"><xs:complexType><xs:sequence>
            <xs:element name="name" type="xs:string"/>
            <xs:element name="amount" type="xs:decimal" minOccurs="0"/>
            <xs:element name="state" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
              <xs:enumeration value="CA"/><xs:enumeration value="TX"/></xs:restriction></xs:simpleType></xs:element>
            </xs:sequence><xs:attribute name="id" type="xs:int" use="required"/></xs:complexType></xs:element>
        </xs:schema>
        """;

    [Theory]
    [InlineData("""<lead id="1"><name>A</name><amount>1.5</amount></lead>""")]
    [InlineData("""<lead id="1"><name>A</name><amount>x-4711</amount></lead>""", "/lead/amount: expected decimal")]
    [InlineData("""<lead id="x-4711"><name>A</name></lead>""", "/lead/@id: expected int")]
    [InlineData("""<lead id="1"><name>A</name><state>x-4711</state></lead>""", "/lead/state: expected String: The Enumeration constraint failed")]
    [InlineData("""<lead><name>A</name></lead>""", "/lead: The required attribute 'id' is missing")]
    [InlineData("""<lead id="1"><amount>1</amount></lead>""", "/lead: The element 'lead' has invalid child element 'amount'. List of possible elements expected: 'name'")]
    [InlineData("""<lead id="1"></lead>""", "/lead: The element 'lead' has incomplete content. List of possible elements expected: 'name'")]
    [InlineData("""<leed id="1"/>""", "/: The 'leed' element is not declared")]
    [InlineData("""<lead""", "/: is not XML")]
    [InlineData("""<!DOCTYPE lead [<!ENTITY a "x">]><lead id="1"><name>&a;</name></lead>""", "/: is not XML")]
    public void Document_is_held_against_the_schema_without_its_values(string body, params string[] problems)
    {
        var found = Compile(Lead).Check(body);

        Assert.Equal(problems, found.Select(p => $"{p.Path}: {p.Rule}"));
        Assert.DoesNotContain("x-4711", string.Join('\n', found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://schemas.xmlsoap.org/soap/envelope/")]
    [InlineData("http://www.w3.org/2003/05/soap-envelope")]
    public void Of_an_envelope_its_payload_is_checked(string uri)
    {
        var schema = Compile(Lead);

        Assert.Empty(schema.Check($"""<s:Envelope xmlns:s="{uri}"><s:Header><x/></s:Header><s:Body><lead id="1"><name>A</name></lead></s:Body></s:Envelope>"""));
        Assert.NotEmpty(schema.Check($"""<s:Envelope xmlns:s="{uri}"><s:Body><lead id="1"/></s:Body></s:Envelope>"""));
        Assert.Equal("the envelope's body holds no element", Assert.Single(schema.Check($"""<s:Envelope xmlns:s="{uri}"><s:Body/></s:Envelope>""")).Rule);
    }

    [Theory]
    [InlineData("<xs:schema", 1, "is no XML")]
    [InlineData("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n<xs:include schemaLocation=\"other.xsd\"/></xs:schema>", 2, "`other.xsd` is in another file")]
    [InlineData("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n<xs:element name=\"a\" type=\"nobody\"/></xs:schema>", 2, "Type 'nobody' is not declared")]
    public void Schema_with_a_mistake_is_refused(string schema, int line, string message)
    {
        var mistakes = new List<(int Line, string Message)>();

        Assert.Null(BodySchema.Compile(new ConfigurationFile("schemas/a.xsd", schema), (l, _, m) => mistakes.Add((l, m))));
        Assert.Contains(mistakes, m => m.Line == line && m.Message.StartsWith(message, StringComparison.Ordinal));
    }

    private static BodySchema Compile(string schema) => BodySchema.Compile(
        new ConfigurationFile("schemas/a.xsd", schema), (_, place, message) => Assert.Fail($"{place}: {message}"))!;
}
