namespace LeadDelivery.Testing.Fuzzing;

/// <summary>Good inputs: replies as recipients of this field document them, and expressions and templates as mappings hold them.</summary>
internal static class FuzzSeeds
{
    public static readonly string[] Replies =
    [
        """{"status":"accepted","leadId":"ABC123","price":45.00,"message":null,"url":"https://x.example/thanks","expires":30,"bid":"$7.50","id":7}""",
        """{"status":"rejected","message":["age",{"b":[null,true,-1.5e3]}],"d":"{\"status\":\"accepted\"}"}""",
        """[{"message":"Required fields are missing: [Company]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Company"]}]""",
        """[{"duplicateResult":{"matchResults":[{"matchRecords":[{"record":{"Id":"00Q"}}]}]},"errorCode":"DUPLICATES_DETECTED"}]""",
        """{"status":"error","message":"Contact already exists. Existing ID: 777","category":"CONFLICT"}""",
        """{"status":"Success","code":1,"results":[{"queueId":7,"status":"Queued","code":1}]}""",
        """{"bidId":"RTB1","bidAmount":0,"rejectReason":"x","expireInSeconds":"2026-11-21T15:05:05Z"}""",
        "{ id: 1, price: 5, message: 'it\\'s', code = \"OK\", success: True, /* c */ list: [1, 2,], x: NaN } // end",
        "callback({\"status\":\"accepted\"});", ")]}',\n{\"status\":\"accepted\"}", "OK {\"status\":\"accepted\"}",
        "\"{\\\"status\\\":\\\"accepted\\\"}\"", "{\"a\":{\"b\":[\"\\ud83d\\ude00\\ud800\"]}}", "true", "-12.50", "Accepted", "",
        "<response><status>Matched</status><lead_id>30494</lead_id><total_price>20.00</total_price><price>0.00</price></response>",
        "<response><status>Error</status><error>Insert Error #8: &quot;Zip&quot;</error></response>",
        "<result><code>0</code><msg>success</msg><leadid>C8097F17</leadid><price>25.00</price></result>",
        "<status>rejected</status>Reason & more", "<id>7</id><status>accepted</status>", "<r a=\"1\" b='2'><why>A & B &nbsp; &#233;</why></r>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><a:r xmlns:a=\"urn:a\" xmlns=\"urn:b\"><a:lead id=\"L\"/><id><![CDATA[<7>]]></id><!-- c --></a:r>",
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>x</faultcode><faultstring>why</faultstring>"
        + "</s:Fault></s:Body></s:Envelope>",
        "<e:Envelope xmlns:e=\"urn:e\"><e:Body><e:Fault><e:Reason><e:Text xml:lang=\"en\">why</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>",
        "<string xmlns=\"urn:x\">{\"status\":\"accepted\"}</string>", "<a><b>&lt;r&gt;&lt;status&gt;accepted&lt;/status&gt;&lt;/r&gt;</b></a>",
        "<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>", "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r><status>accepted</status></r>",
        "<!DOCTYPE html><HTML><head><title>a<b</title><body bgcolor=white><p>x<br>y<form><INPUT TYPE=hidden NAME=F9errCode value='0'>"
        + "<table><tr><td>1<td>2<tr><td>3</table><script>if (a < b) \"</p>\"</script>",
        "<html><body><pre>{\"status\":\"accepted\"}</pre></body></html>",
        "<br />\n<b>Warning</b>: x in <b>a.php</b> on line <b>3</b><br />\n{\"status\":\"accepted\"}",
        "error: abc", "why: no\nreason=none",
    ];

    public static readonly string[] ReplyWords =
    [
        "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "\\u", "\\ud800", "null", "true", "NaN", "0", "-", "1e999", "0.0000000000000000000000000001",
        "79228162514264337593543950336", "/*", "*/", "//", "=", "=>", "<", ">", "</", "/>", "<a>", "</a>", "<a ", "a='b'", "<!--", "-->", "<![CDATA[", "]]>",
        "<?xml", "?>", "<!DOCTYPE", "&", "&amp;", "&#x0;", "&#xD800;", "&nbsp;", "xmlns", "xmlns:a=\"\"", "a:", "xml:", ":", "<html", "<p>", "<td>", "<script>",
        "</script>", "<input name=F9errCode value=0", "OK ", "cb(", ")", "status", "accepted", "\"status\":\"accepted\"", "\uFEFF", "\0", "\r\n", "ÿ", "\u2028",
        "<status>", "</status>", "{\"a\":", "[[[[[[[[", "<a><a><a><a>", "encoding=\"utf-16\"", "charset=", "é", "😀",
    ];

    public static readonly string[] Language =
    [
        "state in ['CA','TX']", "age >= 18 and (state == 'CA' or not yes)", "lead.items[0].list[1][1][0]", "lead['odd name'] ? 'a' : \"b\"",
        "json.status == 'accepted' or //status == 'ok'", "xml('count(//id)') > 1", "xml(concat('//', 'id'))", "text('price (\\d+)')", "body contains 'not accepted'",
        "first_name.upper().substring(0, 2)", "format(phone_1, '##########')", "date(dob, 'MM/DD/YYYY', 'America/New_York')", "number(amount) * 1.5 % 7 - -3",
        "lookup(state, { 'CA': 'California', TX: 'Texas' })", "match(email, '([^@]+)@')", "replace_regex(phone_1, '[^0-9]', '')", "split('a,b', ',').join(';')",
        "round(amount, 2) / 0", "default(none, 'x')", "hash(email, 'sha256')", "add_days(now, 30)", "if state \"CA\" then \"California\" else state",
        "long matches '(?=a)a+!$'", "not (a contains 'x') && b || !c", "parse_json('{\"a\":[1]}').a[0]", "base64_decode(url_encode(first_name))",
        "{{lead.first_name}} {{lead.last_name}}", "{{#if age >= 18}}adult{{else if age}}minor{{else}}?{{/if}}", "{{#each items as |x i|}}{{i}}:{{x.n}};{{/each}}",
        "{{#unless none}}{{~ state ~}}{{/unless}}", "{{#compare age \">\" 21}}a{{else}}b{{/compare}}", "{{! comment }}{{format lead.phone_1 '###-###-####'}}",
        "<a>{{xml_escape first_name}}</a>{\"x\":\"{{json_escape last_name}}\"}", "{{#each tags}}{{this}}{{#if @last}}.{{/if}}{{/each}}",
        "{{if state \"CA\" then \"California\" else state}}", "{{lookup state (default x 'y')}}", "literal } text {",
    ];

    public static readonly string[] LanguageWords =
    [
        "{{", "}}", "{{#if ", "{{/if}}", "{{else}}", "{{#each ", "{{/each}}", "{{#unless ", "{{/unless}}", "{{#compare ", "{{/compare}}", "{{!", "~", "as |x|", "(", ")",
        "[", "]", "{", "}", ",", ".", ":", "?", "'", "\"", "\\", "//", "//id", "xml('", "text('", "==", "!=", "<=", ">=", "in", "not in", "contains", "matches", "starts_with",
        "ends_with", "includes", "and", "or", "not", "&&", "||", "!", "+", "-", "*", "/", "%", "0", "1e9", "79228162514264337593543950335", "0.0000000000000000000000000001",
        "null", "true", "now", "uuid", "this", "@index", "lead.", "items", "json.", "body", "format(", "date(", "round(", "substring(", "pad_left(", "replace_regex(", "join(",
        "split(", "lookup(", "number(", "add_days(", "a+", "(?:", "[^", "\\d{1,9}", "if ", " then ", " else ", "é", "😀", "\uFEFF", "\0", "\n", " ", "#", "|",
    ];
}
