package io.sluice.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The Query protocol, as the older SDKs speak it. Lists and maps are flat, and named otherwise than in JSON. */
final class QueryTree {
    private static final Map<String, String> LISTS = Map.of(
            "AttributeNames", "AttributeName",
            "MessageAttributeNames", "MessageAttributeName",
            "MessageSystemAttributeNames", "MessageSystemAttributeName",
            "TagKeys", "TagKey",
            "Actions", "ActionName",
            "AWSAccountIds", "AWSAccountId");
    private static final Map<String, String> MAPS = Map.of(
            "Attributes", "Attribute",
            "MessageAttributes", "MessageAttribute",
            "MessageSystemAttributes", "MessageSystemAttribute",
            "Tags", "Tag",
            "tags", "Tag");
    private static final Set<String> RESULTS_OF_LISTS = Set.of("ListQueuesResult", "ListDeadLetterSourceQueuesResult");

    private QueryTree() {}

    static String write(String action, Map<String, Object> params) {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("Action", action);
        pairs.put("Version", "2012-11-05");
        put(pairs, action, "", params);
        StringBuilder form = new StringBuilder();
        pairs.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return form.toString();
    }

    private static void put(Map<String, String> pairs, String action, String prefix, Map<?, ?> params) {
        for (Map.Entry<?, ?> param : params.entrySet()) {
            String name = (String) param.getKey();
            switch (param.getValue()) {
                case Map<?, ?> map
                when MAPS.containsKey(name) -> {
                    String flat = prefix + MAPS.get(name) + ".";
                    String key = MAPS.get(name).equals("Tag") ? ".Key" : ".Name";
                    int n = 1;
                    for (Map.Entry<?, ?> entry : map.entrySet()) {
                        pairs.put(flat + n + key, (String) entry.getKey());
                        put(pairs, action, flat + n++ + ".", Map.of("Value", entry.getValue()));
                    }
                }
                case Map<?, ?> map -> put(pairs, action, prefix + name + ".", map);
                case List<?> list -> {
                    String flat = prefix + LISTS.getOrDefault(name, action + "RequestEntry") + ".";
                    for (int i = 0; i < list.size(); i++) {
                        if (list.get(i) instanceof Map<?, ?> entry) {
                            put(pairs, action, flat + (i + 1) + ".", entry);
                        } else {
                            pairs.put(flat + (i + 1), list.get(i).toString());
                        }
                    }
                }
                case byte[] bytes ->
                    pairs.put(prefix + name, Base64.getEncoder().encodeToString(bytes));
                case Object value -> pairs.put(prefix + name, value.toString());
            }
        }
    }

    static Reply read(int status, String body, Map<String, String> headers) throws IOException {
        assertThat(headers.get("content-type")).as(body).isEqualTo("text/xml");
        Element root;
        try {
            root = DocumentBuilderFactory.newNSInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(body)))
                    .getDocumentElement();
        } catch (SAXException | ParserConfigurationException broken) {
            throw new AssertionError("no XML: " + body, broken);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        if (status != 200) {
            Map<String, Object> error = Reply.map(fields(root), "Error");
            if (!error.isEmpty()) {
                assertThat(root.getNamespaceURI()).isEqualTo("http://queue.amazonaws.com/doc/2012-11-05/");
                assertThat(error.get("Type")).as(body).isEqualTo("Sender");
                tree.putAll(error);
            }
            return new Reply(status, tree, body, headers);
        }
        assertThat(root.getNamespaceURI()).isEqualTo("http://queue.amazonaws.com/doc/2012-11-05/");
        for (Element child : children(root)) {
            if (child.getLocalName().endsWith("Result")) {
                tree.putAll(fields(child));
            } else {
                assertThat(child.getLocalName()).isEqualTo("ResponseMetadata");
                assertThat(Reply.text(fields(child), "RequestId")).isEqualTo(headers.get("x-amzn-requestid"));
            }
        }
        return new Reply(status, tree, body, headers);
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static Object value(Element element) {
        return children(element).isEmpty() ? element.getTextContent() : fields(element);
    }

    private static Map<String, Object> fields(Element parent) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Element child : children(parent)) {
            String name = child.getLocalName();
            if (MAPS.containsValue(name)) {
                Map<String, Object> entry = fields(child);
                String key = name.equals("Tag") ? "Key" : "Name";
                map(fields, name + "s").put(Reply.text(entry, key), entry.getOrDefault("Value", ""));
            } else if (name.equals("Message") && !children(child).isEmpty()) {
                list(fields, "Messages").add(fields(child));
            } else if (name.equals("BatchResultErrorEntry")) {
                list(fields, "Failed").add(fields(child));
            } else if (name.endsWith("BatchResultEntry")) {
                list(fields, "Successful").add(fields(child));
            } else if (name.equals("ListMessageMoveTasksResultEntry")) {
                list(fields, "Results").add(fields(child));
            } else if (name.equals("QueueUrl") && RESULTS_OF_LISTS.contains(parent.getLocalName())) {
                String plural = parent.getLocalName().startsWith("ListQ") ? "QueueUrls" : "queueUrls";
                list(fields, plural).add(child.getTextContent());
            } else {
                fields.put(name, value(child));
            }
        }
        return fields;
    }

    @SuppressWarnings("unchecked") // made here and nowhere else
    private static Map<String, Object> map(Map<String, Object> fields, String name) {
        return (Map<String, Object>) fields.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
    }

    @SuppressWarnings("unchecked") // made here and nowhere else
    private static List<Object> list(Map<String, Object> fields, String name) {
        return (List<Object>) fields.computeIfAbsent(name, key -> new ArrayList<Object>());
    }
}
